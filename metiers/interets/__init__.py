"""Interests: questionnaire, scores, vectors of occupations, match. Pure Python, without Django and without a database.

See ``docs/adr/0010-interets.md``.
"""

from metiers.interets.correspondance import Correspondeur, Label
from metiers.interets.profil import LETTRES, MAXIMUM, Profil, lire_profil
from metiers.interets.questionnaire import Activite, Questionnaire, QuestionnaireInvalide, lire_questionnaire
from metiers.interets.vecteurs import Attributs, vecteur

__all__ = [
    "LETTRES",
    "MAXIMUM",
    "Activite",
    "Attributs",
    "Correspondeur",
    "Label",
    "Profil",
    "Questionnaire",
    "QuestionnaireInvalide",
    "lire_profil",
    "lire_questionnaire",
    "vecteur",
]
