"""Companies, profiles and applications for the tests of this part; names are invented."""

from datetime import date

import factory
from django.utils import timezone

from comptes.models import Organisation
from stages.choices import NiveauPublic
from stages.models import Entreprise, ProfilCandidat
from tests.metiers.fabriques import MetierFactory
from tests.stages.fabriques import EntrepriseFactory, UtilisateurFactory
from tests.territoires.fabriques import CommuneFactory

SIRET = "73282932000074"
AUTRE_SIRET = "35600000000048"


def entreprise_nommee(nom: str, *, verifiee: bool = True, siret: str = "", **champs: object) -> Entreprise:
    """A company with a name of its own."""
    organisation = Organisation.objects.create(
        nom=nom, type=Organisation.Type.ENTREPRISE, verifiee=verifiee, siret=siret
    )
    return EntrepriseFactory(organisation=organisation, **champs)


class ProfilCandidatFactory(factory.django.DjangoModelFactory):
    """A published profile of an adult."""

    class Meta:
        model = ProfilCandidat
        skip_postgeneration_save = True

    class Params:
        jeune = factory.Trait(mineur=True, date_naissance=date(2010, 3, 2), niveau=NiveauPublic.LYCEE_PRO)

    utilisateur = factory.SubFactory(UtilisateurFactory, nom="Moreau")
    publie = True
    mineur = False
    date_naissance = date(2004, 5, 6)
    prenom = "Camille"
    niveau = NiveauPublic.LYCEE
    diplome = "CAP boulanger"
    commune = factory.SubFactory(CommuneFactory)
    presentation = "J'aime pétrir."
    vu_le = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def metiers(self, create, extracted, **kwargs):
        if create:
            self.metiers.set([MetierFactory()] if extracted is None else extracted)
