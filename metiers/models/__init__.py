from metiers.models.competence import Competence, Condition, MetierCompetence, MetierCondition
from metiers.models.compte import CompteDuJour
from metiers.models.empreinte import EmpreinteChargee
from metiers.models.etat import EtatCatalogue
from metiers.models.marche import FamilleProfessionnelle, Grain, Passage, Statistique
from metiers.models.metier import AccesNiveau, Appellation, CodeRome, Media, Metier, Mobilite
from metiers.models.referentiel import (
    CentreInteret,
    Domaine,
    Famille,
    GrandDomaine,
    MetierInteret,
    MetierSecteur,
    Secteur,
    SecteurNaf,
    Theme,
)

__all__ = [
    "AccesNiveau",
    "Appellation",
    "CentreInteret",
    "CodeRome",
    "Competence",
    "CompteDuJour",
    "Condition",
    "Domaine",
    "EmpreinteChargee",
    "EtatCatalogue",
    "Famille",
    "FamilleProfessionnelle",
    "Grain",
    "GrandDomaine",
    "Media",
    "Metier",
    "MetierCompetence",
    "MetierCondition",
    "MetierInteret",
    "MetierSecteur",
    "Mobilite",
    "Passage",
    "Secteur",
    "SecteurNaf",
    "Statistique",
    "Theme",
]
