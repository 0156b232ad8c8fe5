"""Accounts for the tests."""

import factory
from allauth.account.models import EmailAddress

from comptes.models import Adhesion, Organisation, Utilisateur

MOT_DE_PASSE = "un-mot-de-passe-long"


class UtilisateurFactory(factory.django.DjangoModelFactory):
    """A citizen with a verified address; ``role=…`` with traits ``agent`` and ``administration``."""

    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    class Params:
        agent = factory.Trait(role="agent", is_staff=True)
        referent = factory.Trait(role="referent", is_staff=True)
        administration = factory.Trait(role="administration", is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda n: f"personne{n}@test.example")
    prenom = "Camille"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("password", MOT_DE_PASSE), **kwargs)

    @factory.post_generation
    def adresse_verifiee(self, create, extracted, **kwargs):
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    nom = factory.Sequence(lambda n: f"Organisation {n}")
    type = Organisation.Type.ENTREPRISE


class AdhesionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adhesion

    utilisateur = factory.SubFactory(UtilisateurFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    etat = Adhesion.Etat.ACCEPTEE
