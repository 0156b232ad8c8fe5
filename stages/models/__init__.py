from stages.models.candidature import Candidature, EvenementCandidature
from stages.models.entreprise import Entreprise
from stages.models.evenement import EvenementOffre
from stages.models.offre import NiveauDOffre, OffreStage, PlaceReservee, SemaineDOffre
from stages.models.regle import Regle

__all__ = [
    "Candidature",
    "Entreprise",
    "EvenementCandidature",
    "EvenementOffre",
    "NiveauDOffre",
    "OffreStage",
    "PlaceReservee",
    "Regle",
    "SemaineDOffre",
]
