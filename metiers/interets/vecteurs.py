"""The six values of an occupation. ROME says two letters at most: the rest is derived, and is the project's own.

Three equal voices are added: ROME's letters spread over the hexagon, the occupation's centres d'intérêt, and the
letters that ROME gives to its macro-skills. ROME's major then stays above all others, and its minor above the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from metiers.interets.profil import LETTRES

Reels = npt.NDArray[np.float64]

VOISINAGE = (1.0, 0.5, 0.2, 0.0)
"""What a letter says of the type at 0, 1, 2 and 3 sides of the hexagon from it."""
PART_MINEURE = 0.6
POIDS_PRINCIPAL = 1.5
"""Weight of the principal centre d'intérêt, against 1 for the others."""
POIDS_COEUR = 2.0
"""Weight of a skill at the heart of the occupation, against 1 for the others."""
RETRAIT = 0.97
"""What is under the major, or under the minor, is at most this part of it."""


@dataclass(frozen=True, slots=True)
class Attributs:
    """What is known of an occupation's interests: letters of each source, most telling first, with a weight."""

    majeure: str
    mineure: str = ""
    centres: tuple[tuple[str, float], ...] = ()
    competences: tuple[tuple[str, float], ...] = ()


def vecteur(attributs: Attributs) -> Reels:
    """Six values, the major letter on top."""
    valeurs = _lettres(attributs) + indices(attributs)
    majeure = LETTRES.index(attributs.majeure)
    mineure = LETTRES.index(attributs.mineure) if attributs.mineure else None
    plafond = valeurs[majeure] * RETRAIT
    if mineure is not None:
        valeurs[mineure] = min(max(valeurs[mineure], _plus_haut(valeurs, majeure, mineure)), plafond)
        plafond = valeurs[mineure] * RETRAIT
    for rang in range(6):
        if rang not in (majeure, mineure):
            valeurs[rang] = min(valeurs[rang], plafond)
    return valeurs


def indices(attributs: Attributs) -> Reels:
    """What the centres d'intérêt and the skills say without ROME's letters: measured against them by ``accord``."""
    return _part(attributs.centres) + _part(attributs.competences)


def _plus_haut(valeurs: Reels, *sauf: int) -> float:
    return float(max(valeurs[rang] for rang in range(6) if rang not in sauf))


def _lettres(attributs: Attributs) -> Reels:
    """ROME's letters over the hexagon, 1 at the top."""
    valeurs = _hexagone(attributs.majeure)
    if attributs.mineure:
        valeurs = valeurs + PART_MINEURE * _hexagone(attributs.mineure)
    return valeurs / valeurs.max()


def _hexagone(lettre: str) -> Reels:
    rang = LETTRES.index(lettre)
    ecarts = (abs(autre - rang) for autre in range(6))
    return np.array([VOISINAGE[min(ecart, 6 - ecart)] for ecart in ecarts])


def _part(sources: Iterable[tuple[str, float]]) -> Reels:
    """Share of each type among weighted pairs of letters; the second letter counts half."""
    total = np.zeros(6)
    for lettres, poids in sources:
        for place, lettre in enumerate(lettres):
            total[LETTRES.index(lettre)] += poids / (1 + place)
    somme = total.sum()
    return total / somme if somme else total
