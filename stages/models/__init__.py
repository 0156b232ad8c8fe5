from stages.models.alerte import AbonnementPush, Alerte, CleAlerte
from stages.models.candidature import Candidature, EvenementCandidature
from stages.models.convention import Convention, SignatureConvention
from stages.models.conversation import Fil, MessageDeFil
from stages.models.entreprise import Engagement, Entreprise, Ouverture
from stages.models.evenement import EvenementOffre
from stages.models.livraison import Livraison
from stages.models.mot import MetierDOffre, MotConnu, MotDOffre
from stages.models.offre import EntrepriseAssociee, NiveauDOffre, OffreStage, PlaceReservee, SemaineDOffre
from stages.models.partenaire import OriginePermise, Partenaire
from stages.models.profil import DemandeDeContact, ProfilCandidat
from stages.models.regle import Regle
from stages.models.signalement import Signalement

__all__ = [
    "AbonnementPush",
    "Alerte",
    "Candidature",
    "CleAlerte",
    "Convention",
    "DemandeDeContact",
    "Engagement",
    "Entreprise",
    "EntrepriseAssociee",
    "EvenementCandidature",
    "EvenementOffre",
    "Fil",
    "Livraison",
    "MessageDeFil",
    "MetierDOffre",
    "MotConnu",
    "MotDOffre",
    "NiveauDOffre",
    "OffreStage",
    "OriginePermise",
    "Ouverture",
    "Partenaire",
    "PlaceReservee",
    "ProfilCandidat",
    "Regle",
    "SemaineDOffre",
    "SignatureConvention",
    "Signalement",
]
