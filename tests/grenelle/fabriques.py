"""Plans, measures and indicators for the tests; names are invented."""

from datetime import UTC, date, datetime

import factory

from grenelle.choices import RoleDePlan
from grenelle.models import (
    Attribution,
    Axe,
    Cible,
    Comite,
    Document,
    EditionGrenelle,
    Indicateur,
    Jalon,
    Mesure,
    Plan,
)
from tests.comptes.fabriques import UtilisateurFactory

MAINTENANT = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
JOUR = date(2026, 11, 28)


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    slug = factory.Sequence(lambda n: f"plan-{n}")
    titre = factory.Sequence(lambda n: f"Plan de l'essai {n}")
    nom_court = factory.Sequence(lambda n: f"Essai {n}")
    region_code = "99"
    region_nom = "Région d'essai"
    debut = date(2026, 1, 1)
    acte = "Délibération d'essai"
    resume = "Un plan pour les tests."


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"document-{n}")
    titre = "Document d'essai"


class AxeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Axe

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: str(n))
    rang = factory.Sequence(lambda n: n)
    titre = "Axe d'essai"


class MesureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mesure

    axe = factory.SubFactory(AxeFactory)
    numero = factory.Sequence(lambda n: str(n))
    rang = factory.Sequence(lambda n: n)
    titre = factory.Sequence(lambda n: f"Mesure d'essai {n}")
    resume = "Une mesure pour les tests."


class JalonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Jalon

    mesure = factory.SubFactory(MesureFactory)
    code = factory.Sequence(lambda n: f"jalon-{n}")
    libelle = factory.Sequence(lambda n: f"Jalon d'essai {n}")


class IndicateurFactory(factory.django.DjangoModelFactory):
    """An indicator entered by hand, every year, for the Région."""

    class Meta:
        model = Indicateur

    plan = factory.LazyAttribute(lambda o: o.mesure.axe.plan)
    mesure = factory.SubFactory(MesureFactory)
    code = factory.Sequence(lambda n: f"indicateur-{n}")
    libelle = factory.Sequence(lambda n: f"Indicateur d'essai {n}")


class CibleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cible

    indicateur = factory.SubFactory(IndicateurFactory)
    valeur = 100
    le = date(2027, 12, 31)


class ComiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comite

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"comite-{n}")
    nom = "Comité d'essai"
    role = "Suivre le plan."


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EditionGrenelle

    plan = factory.SubFactory(PlanFactory)
    annee = factory.Sequence(lambda n: 2026 + n)
    titre = factory.LazyAttribute(lambda o: f"Grenelle {o.annee}")
    etat = "contributions"


class AttributionFactory(factory.django.DjangoModelFactory):
    """A role on all the measures of a plan, for an agent of the Région."""

    class Meta:
        model = Attribution
        skip_postgeneration_save = True

    personne = factory.SubFactory(UtilisateurFactory, agent=True)
    plan = factory.SubFactory(PlanFactory)
    role = RoleDePlan.EDITEUR
    toutes_les_mesures = True

    @factory.post_generation
    def mesures(self, create, extracted, **kwargs):
        if extracted:
            self.toutes_les_mesures = False
            self.save()
            self.mesures.set(extracted)

    @factory.post_generation
    def departements(self, create, extracted, **kwargs):
        if extracted:
            self.departements.set(extracted)
