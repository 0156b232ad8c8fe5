"""The score of a way from one occupation to another: its parts, their weights, and what is done with the unknown.

The formula, its reasons and its measures are in ``docs/adr/0013-passerelles.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from metiers.passerelles.savoirs import Reels

PARTS = {
    "mobilite": "Passage recensé par France Travail",
    "savoirs": "Savoir-faire en commun",
    "demande": "Embauches près de chez vous",
    "formation": "Formation près de chez vous",
}
POIDS: Mapping[str, float] = {"mobilite": 0.25, "savoirs": 0.45, "demande": 0.20, "formation": 0.10}
"""Weights of the parts; their sum is 1."""
COUVERTURE, REEMPLOI = 0.7, 0.3
"""In the part of the skills: what the other occupation asks that one has, and what one has that would serve there."""
PAS_DE_RANG = 0.05
PLANCHER_DE_RANG = 0.4
NIVEAU_MAX = 5
KM_PLEINS, KM_NULS = 10.0, 100.0


@dataclass(frozen=True, slots=True)
class Note:
    """A score between 0 and 1 and the parts that made it; a part is ``None`` when nothing is known of it."""

    valeur: float
    parts: Mapping[str, float | None]

    @property
    def connues(self) -> dict[str, float]:
        """Parts that counted."""
        return {nom: part for nom, part in self.parts.items() if part is not None}

    @property
    def inconnues(self) -> list[str]:
        """Names of the parts that could not count."""
        return [nom for nom, part in self.parts.items() if part is None]


def noter(parts: Mapping[str, float | None]) -> Note:
    """Weighted mean of the known parts. The unknown is left out: it is neither 0 nor an average."""
    connues = [(POIDS[nom], part) for nom, part in parts.items() if part is not None]
    total = sum(poids for poids, _ in connues)
    valeur = sum(poids * part for poids, part in connues) / total if total else 0.0
    return Note(valeur, dict(parts))


def part_mobilite(rang: int | None, *, liste_publiee: bool) -> float | None:
    """1 for the first official neighbour, less for the next ones; 0 outside a published list, unknown without one."""
    if rang is None:
        return 0.0 if liste_publiee else None
    return max(PLANCHER_DE_RANG, 1.0 - PAS_DE_RANG * (max(rang, 1) - 1))


def part_savoirs(couverture: Reels, reemploi: Reels) -> Reels:
    """Over many occupations at once; both are shares of skills weighted by rarity."""
    return COUVERTURE * couverture + REEMPLOI * reemploi


def part_demande(niveau: int | None) -> float | None:
    """From the hiring potential in 0 to 5 steps; unknown where the sources hide or lack it."""
    return None if niveau is None else min(max(niveau, 0), NIVEAU_MAX) / NIVEAU_MAX


def part_formation(kilometres: float | None) -> float | None:
    """1 when a training is at hand (10 km or less), 0 from 100 km on; unknown without a place or an offer."""
    if kilometres is None:
        return None
    return min(1.0, max(0.0, (KM_NULS - kilometres) / (KM_NULS - KM_PLEINS)))
