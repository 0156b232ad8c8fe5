"""Alerts for the tests, with their postings."""

import factory
from django.utils import timezone

from stages.choices import Frequence
from stages.models import Alerte
from stages.services.cles import ecrire_cles
from tests.comptes.fabriques import UtilisateurFactory


class AlerteFactory(factory.django.DjangoModelFactory):
    """A confirmed alert of an account that matches everything. ``adresse_seule=True``: of an address alone."""

    class Meta:
        model = Alerte
        skip_postgeneration_save = True

    class Params:
        adresse_seule = factory.Trait(
            utilisateur=None, courriel=factory.Sequence(lambda n: f"personne{n}@adresse.example")
        )

    utilisateur = factory.SubFactory(UtilisateurFactory)
    confirmee_le = factory.LazyFunction(timezone.now)
    derniere_visite = factory.LazyFunction(timezone.now)
    frequence = Frequence.IMMEDIATE

    @factory.post_generation
    def metiers(self, create, extracted, **kwargs):
        if create and extracted:
            self.metiers.set(extracted)

    @factory.post_generation
    def familles(self, create, extracted, **kwargs):
        if create and extracted:
            self.familles.set(extracted)

    @factory.post_generation
    def postings(self, create, extracted, **kwargs):
        if create:
            ecrire_cles(alerte=self)


__all__ = ["AlerteFactory", "UtilisateurFactory"]
