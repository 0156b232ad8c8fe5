from grenelle.models.bilan import Bilan
from grenelle.models.edition import Contribution, EditionGrenelle, EffetSurMesure, Vote
from grenelle.models.engagement import Convention, Engagement
from grenelle.models.equipe import Attribution, Commentaire, PropositionDeReleve
from grenelle.models.gouvernance import Comite, Decision
from grenelle.models.indicateur import Cible, Indicateur, Releve
from grenelle.models.mesure import Intervenant, Jalon, LigneBudgetaire, Mesure, PublicDeMesure
from grenelle.models.plan import Axe, Document, Plan
from grenelle.models.signalement import SignalementDeContribution

__all__ = [
    "Attribution",
    "Axe",
    "Bilan",
    "Cible",
    "Comite",
    "Commentaire",
    "Contribution",
    "Convention",
    "Decision",
    "Document",
    "EditionGrenelle",
    "EffetSurMesure",
    "Engagement",
    "Indicateur",
    "Intervenant",
    "Jalon",
    "LigneBudgetaire",
    "Mesure",
    "Plan",
    "PropositionDeReleve",
    "PublicDeMesure",
    "Releve",
    "SignalementDeContribution",
    "Vote",
]
