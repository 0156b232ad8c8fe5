"""Who may do what in the exchange: named predicates, and reads in which what is not yours does not exist."""

from typing import Any

from comptes.droits import est_de_l_equipe
from stages.models import Candidature, Entreprise, OffreStage
from stages.models.candidature import CandidatureQuerySet
from stages.models.offre import OffreStageQuerySet


def peut_moderer(personne: Any) -> bool:
    """Accepts, refuses and checks offers, verifies companies."""
    return est_de_l_equipe(personne) and bool(getattr(personne, "is_staff", False))


def offres_de(entreprise: Entreprise) -> OffreStageQuerySet:
    """The offers that a company may change: its own."""
    return OffreStage.objects.filter(entreprise=entreprise)


def candidatures_recues_par(entreprise: Entreprise) -> CandidatureQuerySet:
    """The applications that a company may see: to its offers, once a guardian's consent is given where it is needed."""
    return Candidature.objects.filter(offre__entreprise=entreprise, envoyee_le__isnull=False)


def candidatures_de(personne: Any) -> CandidatureQuerySet:
    """The applications of a person."""
    return Candidature.objects.filter(candidat=personne)
