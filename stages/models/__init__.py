from stages.models.alerte import AbonnementPush, Alerte, CleAlerte
from stages.models.candidature import Candidature, EvenementCandidature, ProfilCandidat
from stages.models.convention import Convention, SignatureConvention
from stages.models.conversation import Fil, MessageDeFil
from stages.models.entreprise import Engagement, Entreprise, Ouverture
from stages.models.livraison import EvenementOffre, Livraison
from stages.models.offre import EntrepriseAssociee, NiveauDOffre, OffreStage, PlaceReservee, SemaineDOffre, Signalement
from stages.models.partenaire import OriginePermise, Partenaire
from stages.models.regle import Regle

__all__ = [
    "AbonnementPush",
    "Alerte",
    "Candidature",
    "CleAlerte",
    "Convention",
    "Engagement",
    "Entreprise",
    "EntrepriseAssociee",
    "EvenementCandidature",
    "EvenementOffre",
    "Fil",
    "Livraison",
    "MessageDeFil",
    "NiveauDOffre",
    "OffreStage",
    "OriginePermise",
    "Ouverture",
    "Partenaire",
    "PlaceReservee",
    "ProfilCandidat",
    "Regle",
    "SemaineDOffre",
    "Signalement",
    "SignatureConvention",
]
