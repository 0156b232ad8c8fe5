from orientibus.models.bus import Atelier, Bus, Indisponibilite, Saison
from orientibus.models.demande import Demande, PeriodeDemande
from orientibus.models.etape import CaseEtape, CompteRendu, Etape, Frequentation, Inscription
from orientibus.models.plan import Affectation, Calcul, Laissee, Plan
from orientibus.models.regle import RegleTournee

__all__ = [
    "Affectation",
    "Atelier",
    "Bus",
    "Calcul",
    "CaseEtape",
    "CompteRendu",
    "Demande",
    "Etape",
    "Frequentation",
    "Indisponibilite",
    "Inscription",
    "Laissee",
    "PeriodeDemande",
    "Plan",
    "RegleTournee",
    "Saison",
]
