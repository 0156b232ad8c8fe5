"""Occupations for the tests; names and codes are invented."""

import factory
from django.utils import timezone

from metiers.choices import Niveau, Origine, TypeCompetence
from metiers.models import (
    AccesNiveau,
    Appellation,
    CentreInteret,
    Competence,
    Condition,
    Domaine,
    Famille,
    GrandDomaine,
    Media,
    Metier,
    MetierCompetence,
    MetierCondition,
    MetierInteret,
    MetierSecteur,
    Mobilite,
    Secteur,
    SecteurNaf,
    Theme,
)


class _ReferentielFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ["code"]

    slug = factory.LazyAttribute(lambda r: f"ref-{r.code.lower()}")
    libelle = factory.LazyAttribute(lambda r: f"Référentiel {r.code}")


class GrandDomaineFactory(_ReferentielFactory):
    class Meta:
        model = GrandDomaine

    code = "H"


class FamilleFactory(_ReferentielFactory):
    class Meta:
        model = Famille

    code = factory.Sequence(lambda n: f"famille-{n}")
    slug = factory.SelfAttribute("code")
    libelle = factory.LazyAttribute(lambda f: f.code.replace("-", " ").capitalize())
    definition = "Une phrase qui dit ce que l'on y fait."
    icone = "industrie"


class DomaineFactory(_ReferentielFactory):
    class Meta:
        model = Domaine

    code = factory.Sequence(lambda n: f"H{n % 90 + 10}")
    grand_domaine = factory.SubFactory(GrandDomaineFactory)
    famille = factory.SubFactory(FamilleFactory)


class CentreInteretFactory(_ReferentielFactory):
    class Meta:
        model = CentreInteret

    code = factory.Sequence(lambda n: str(n + 1))


class ThemeFactory(_ReferentielFactory):
    class Meta:
        model = Theme

    code = factory.Sequence(lambda n: f"{n + 1:03d}")


class SecteurFactory(_ReferentielFactory):
    class Meta:
        model = Secteur

    code = factory.Sequence(lambda n: str(n + 200))


class SecteurNafFactory(_ReferentielFactory):
    class Meta:
        model = SecteurNaf

    code = factory.Sequence(lambda n: str(n + 1))


class MetierFactory(factory.django.DjangoModelFactory):
    """A published occupation of the ROME. Traits: ``redige`` (with the portal's text), ``retire``, ``brouillon``."""

    class Meta:
        model = Metier

    class Params:
        redige = factory.Trait(
            accroche="Il assemble des pièces de métal pour que les bateaux tiennent la mer.",
            journee="Le matin, il prépare ses pièces. L'après-midi, il les assemble et vérifie chaque cordon.",
            plait=["Voir un ouvrage tenir", "Travailler en équipe"],
            difficile=["La chaleur", "Le bruit"],
            acces="Par un CAP, souvent en apprentissage.",
            evolution=["Chef d'équipe", "Formateur"],
            couleur_regionale="Les chantiers de l'estuaire embauchent.",
            mots=["assembler des tubes"],
        )
        retire = factory.Trait(etat=Metier.Etat.RETIRE, retire_le=factory.LazyFunction(lambda: timezone.localdate()))
        brouillon = factory.Trait(etat=Metier.Etat.BROUILLON)

    nom_masculin = factory.Sequence(lambda n: f"Assembleur {n}")
    nom_feminin = factory.LazyAttribute(lambda m: m.nom_masculin.replace("Assembleur", "Assembleuse"))
    nom = factory.LazyAttribute(
        lambda m: m.nom_masculin if m.nom_masculin == m.nom_feminin else f"{m.nom_masculin} / {m.nom_feminin}"
    )
    slug = factory.Sequence(lambda n: f"assembleur-assembleuse-{n}")
    code_rome = factory.Sequence(lambda n: f"H{1000 + n}")
    code_ogr = factory.Sequence(lambda n: str(900_000 + n))
    version_rome = "60"
    libelle_rome = factory.SelfAttribute("nom")
    definition_officielle = "Assemble des pièces.\nContrôle son travail."
    famille = factory.SubFactory(FamilleFactory)
    domaine = factory.SubFactory(DomaineFactory)
    riasec_majeur = "R"
    riasec_mineur = "C"


class AppellationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appellation

    metier = factory.SubFactory(MetierFactory)
    libelle = factory.Sequence(lambda n: f"Monteur {n} / Monteuse {n}")
    libelle_court = factory.SelfAttribute("libelle")
    code_ogr = factory.Sequence(lambda n: str(500_000 + n))
    origine = Origine.ROME


class CompetenceFactory(factory.django.DjangoModelFactory):
    """A ROME skill. Traits: ``savoir``, ``savoir_etre``, ``macro_competence``, ``portail``."""

    class Meta:
        model = Competence

    class Params:
        savoir = factory.Trait(type=TypeCompetence.SAVOIR)
        savoir_etre = factory.Trait(type=TypeCompetence.SAVOIR_ETRE)
        macro_competence = factory.Trait(est_macro=True)
        portail = factory.Trait(origine=Origine.PORTAIL, code_ogr="")

    libelle = factory.Sequence(lambda n: f"Assembler la pièce {n}")
    slug = factory.Sequence(lambda n: f"assembler-la-piece-{n}")
    code_ogr = factory.Sequence(lambda n: str(700_000 + n))
    type = TypeCompetence.SAVOIR_FAIRE
    origine = Origine.ROME


class ConditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Condition

    libelle = factory.Sequence(lambda n: f"Condition {n}")
    slug = factory.Sequence(lambda n: f"condition-{n}")
    code_ogr = factory.Sequence(lambda n: str(800_000 + n))
    type = "Lieu"
    origine = Origine.ROME


class MetierCompetenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MetierCompetence

    metier = factory.SubFactory(MetierFactory)
    competence = factory.SubFactory(CompetenceFactory)
    origine = Origine.ROME


class MetierConditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MetierCondition

    metier = factory.SubFactory(MetierFactory)
    condition = factory.SubFactory(ConditionFactory)
    origine = Origine.ROME


class MetierInteretFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MetierInteret

    metier = factory.SubFactory(MetierFactory)
    interet = factory.SubFactory(CentreInteretFactory)
    principal = True


class MetierSecteurFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MetierSecteur

    metier = factory.SubFactory(MetierFactory)
    secteur = factory.SubFactory(SecteurFactory)
    principal = True


class AccesNiveauFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccesNiveau

    metier = factory.SubFactory(MetierFactory)
    niveau = Niveau.CAP
    origine = Origine.PORTAIL


class MobiliteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mobilite

    source = factory.SubFactory(MetierFactory)
    cible = factory.SubFactory(MetierFactory)
    ordre = 1
    origine = Origine.ROME


class MediaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Media

    metier = factory.SubFactory(MetierFactory)
    titre = factory.Sequence(lambda n: f"Une journée, épisode {n}")
    url = factory.Sequence(lambda n: f"https://videos.example/{n}")
    editeur = "Région d'essai"
