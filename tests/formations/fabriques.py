"""Trainings for the tests; names, codes and figures are invented."""

from datetime import timedelta

import factory
from django.utils import timezone

from formations.choices import GrainCode, IndicateurFormation, OrigineLien, Statut, TypeEtablissement, Voie
from formations.models import (
    BlocCompetences,
    Certification,
    CertificationMetier,
    ChiffreFormation,
    CodePublie,
    Etablissement,
    Formation,
    JourneePortesOuvertes,
    Offre,
)
from metiers.choices import Niveau, OuiNon
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory


class CertificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certification

    code_rncp = factory.Sequence(lambda n: f"{30000 + n}")
    code_certifinfo = factory.Sequence(lambda n: f"{90000 + n}")
    slug = factory.Sequence(lambda n: f"cap-assemblage-{n}")
    intitule = factory.Sequence(lambda n: f"CAP Assemblage {n}")
    type_diplome = "Certificat d'aptitude professionnelle"
    niveau = Niveau.CAP
    source = "Essai"


class CertificationMetierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CertificationMetier

    certification = factory.SubFactory(CertificationFactory)
    metier = factory.SubFactory(MetierFactory)
    origine = OrigineLien.CODE


class CodePublieFactory(factory.django.DjangoModelFactory):
    """A domain code, kept as such."""

    class Meta:
        model = CodePublie

    certification = factory.SubFactory(CertificationFactory)
    code = "H2900"
    grain = GrainCode.DOMAINE
    source = "Essai"


class BlocCompetencesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BlocCompetences

    certification = factory.SubFactory(CertificationFactory)
    code = factory.Sequence(lambda n: f"BC{n:02d}")
    intitule = factory.Sequence(lambda n: f"Préparer l'ouvrage {n}")


class EtablissementFactory(factory.django.DjangoModelFactory):
    """A public vocational school, placed at its commune's coordinates."""

    class Meta:
        model = Etablissement

    uai = factory.Sequence(lambda n: f"044{n % 10_000:04d}A")
    slug = factory.Sequence(lambda n: f"lycee-{n}")
    nom = factory.Sequence(lambda n: f"Lycée professionnel {n}")
    type = TypeEtablissement.LYCEE_PRO
    statut = Statut.PUBLIC
    adresse = "1 rue de l'Essai"
    code_postal = "44990"
    commune = factory.SubFactory(CommuneFactory)
    latitude = factory.LazyAttribute(lambda e: e.commune.latitude if e.commune else None)
    longitude = factory.LazyAttribute(lambda e: e.commune.longitude if e.commune else None)
    telephone = "02 61 91 00 02"
    source = "Essai"


class JourneePortesOuvertesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JourneePortesOuvertes

    etablissement = factory.SubFactory(EtablissementFactory)
    debut = factory.LazyFunction(lambda: timezone.now() + timedelta(days=20))
    fin = factory.LazyAttribute(lambda j: j.debut + timedelta(hours=4))


class FormationFactory(factory.django.DjangoModelFactory):
    """A CAP in two years, open after the collège."""

    class Meta:
        model = Formation

    slug = factory.Sequence(lambda n: f"formation-{n}")
    certification = factory.SubFactory(CertificationFactory)
    intitule = factory.LazyAttribute(lambda f: f.certification.intitule if f.certification else "Formation")
    niveau = factory.LazyAttribute(lambda f: f.certification.niveau if f.certification else None)
    niveau_entree = Niveau.SANS
    duree_mois = 24
    source = "Essai"


class OffreFactory(factory.django.DjangoModelFactory):
    """A training at a school. Trait ``avec_places``: three places left, said today."""

    class Meta:
        model = Offre

    class Params:
        avec_places = factory.Trait(places_restantes=3, places_le=factory.LazyFunction(timezone.now))

    formation = factory.SubFactory(FormationFactory)
    etablissement = factory.SubFactory(EtablissementFactory)
    voie = Voie.SCOLAIRE
    capacite = 24
    internat = OuiNon.INCONNU
    source = "Essai"


class ChiffreFormationFactory(factory.django.DjangoModelFactory):
    """A published figure; give ``offre`` or ``certification``."""

    class Meta:
        model = ChiffreFormation

    indicateur = IndicateurFormation.VOEUX
    valeur = 120
    unite = "vœux"
    periode = "2024"
    grain = "établissement"
    source = "Essai"
