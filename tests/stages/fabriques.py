"""Companies, offers and applications for the tests; names are invented."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from commun.dates import ajouter_mois
from comptes.models import Organisation
from stages.choices import EtatCandidature, EtatOffre, NiveauPublic, Section
from stages.models import Candidature, Entreprise, NiveauDOffre, OffreStage, SemaineDOffre
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory


def il_y_a(ans: int) -> date:
    """A birth date: that many years and a half ago."""
    return ajouter_mois(timezone.localdate(), -12 * ans - 6)


def prochain_lundi(jour: date, semaines: int = 1) -> date:
    """A Monday to come."""
    return jour + timedelta(days=7 * semaines - jour.weekday())


class EntrepriseFactory(factory.django.DjangoModelFactory):
    """A verified company; ``membre=utilisateur`` lets a person act for it."""

    class Meta:
        model = Entreprise
        skip_postgeneration_save = True

    organisation = factory.LazyFunction(
        lambda: Organisation.objects.create(
            nom=f"Atelier {Organisation.objects.count() + 1}", type=Organisation.Type.ENTREPRISE, verifiee=True
        )
    )
    slug = factory.Sequence(lambda n: f"atelier-{n}")
    code_naf = "10.71C"
    activite = "Boulangerie"

    @factory.post_generation
    def membre(self, create, extracted, **kwargs):
        if create and extracted:
            AdhesionFactory(utilisateur=extracted, organisation=self.organisation)


class OffreStageFactory(factory.django.DjangoModelFactory):
    """A published offer of observation for collège, with one week to come of two places and one occupation."""

    class Meta:
        model = OffreStage
        skip_postgeneration_save = True

    class Params:
        brouillon = factory.Trait(etat=EtatOffre.BROUILLON, publiee_le=None, expire_le=None)

    entreprise = factory.SubFactory(EntrepriseFactory)
    section = Section.OBSERVATION
    etat = EtatOffre.PUBLIEE
    titre = factory.Sequence(lambda n: f"Une semaine au fournil {n}")
    slug = factory.Sequence(lambda n: f"une-semaine-au-fournil-{n}")
    description = "Vous verrez naître le pain, de la pâte à la boutique."
    commune = factory.SubFactory(CommuneFactory)
    latitude = factory.SelfAttribute("commune.latitude")
    longitude = factory.SelfAttribute("commune.longitude")
    publiee_le = factory.LazyFunction(timezone.now)
    expire_le = factory.LazyFunction(lambda: timezone.now() + timedelta(days=60))

    @factory.post_generation
    def niveaux(self, create, extracted, **kwargs):
        if create:
            for niveau in [NiveauPublic.COLLEGE] if extracted is None else extracted:
                NiveauDOffre.objects.create(offre=self, niveau=niveau)

    @factory.post_generation
    def metiers(self, create, extracted, **kwargs):
        if create:
            self.metiers.set([MetierFactory()] if extracted is None else extracted)

    @factory.post_generation
    def semaines(self, create, extracted, **kwargs):
        """``semaines=[(monday, places), …]``; one week of two places by default for an observation."""
        if not create:
            return
        if extracted is None:
            extracted = [(prochain_lundi(timezone.localdate(), 3), 2)] if self.section == Section.OBSERVATION else []
        for lundi, capacite in extracted:
            SemaineDOffre.objects.create(offre=self, lundi=lundi, capacite=capacite)


class CandidatureFactory(factory.django.DjangoModelFactory):
    """A sent application of a pupil of collège for the first week of its offer."""

    class Meta:
        model = Candidature

    offre = factory.SubFactory(OffreStageFactory)
    semaine = factory.LazyAttribute(lambda c: c.offre.semaines.first())
    candidat = factory.SubFactory(UtilisateurFactory)
    etat = EtatCandidature.ENVOYEE
    prenom = "Lou"
    niveau = NiveauPublic.COLLEGE
    motivation = "J'aime l'odeur du pain et je voudrais voir comment on le fait."
    date_naissance = factory.LazyFunction(lambda: il_y_a(14))
    mineur = True
    envoyee_le = factory.LazyFunction(timezone.now)
    expire_le = factory.LazyFunction(lambda: timezone.now() + timedelta(days=15))


__all__ = [
    "CandidatureFactory",
    "EntrepriseFactory",
    "OffreStageFactory",
    "UtilisateurFactory",
    "il_y_a",
    "prochain_lundi",
]
