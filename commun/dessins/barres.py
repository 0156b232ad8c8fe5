"""Bars: lengths in a box of 100, so that the same drawing fits a phone, a column and a sheet of paper.

A bar is one ``<path>``; its track is the background of its ``<svg>``. The figure is always written beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LARGEUR = 100
VISIBLE = 1.5
"""Shortest bar of a figure that is not 0: it must be seen."""
FENTE = 1.2
"""Gap between the two parts of a whole, so that they are told apart without colour."""

Ligne = tuple[str, float | None, str]
"""Label, figure (``None`` when it is not published), figure as it is read."""


@dataclass(frozen=True, slots=True)
class Barre:
    """A labelled bar. ``d`` is empty when there is nothing to draw: 0, or a figure that is not published."""

    libelle: str
    texte: str
    d: str
    connue: bool


@dataclass(frozen=True, slots=True)
class Partage:
    """A whole in two parts, left and right; a part of 0 has no drawing."""

    gauche: str
    droite: str


def barres(lignes: Iterable[Ligne], maximum: float | None = None) -> list[Barre]:
    """Bars of a list on one scale: ``maximum``, or the longest of them."""
    liste = list(lignes)
    echelle = maximum if maximum is not None else max((v for _, v, _ in liste if v is not None), default=0)
    return [Barre(libelle, texte, _trait(valeur, echelle), valeur is not None) for libelle, valeur, texte in liste]


def partage(part: float) -> Partage:
    """Two parts of a whole from the percentage of the first; what is out of 0–100 is brought back to it."""
    coupe = min(max(part, 0.0), 100.0)
    if coupe in (0.0, 100.0):
        entier = f"M0 5H{LARGEUR}"
        return Partage(entier, "") if coupe else Partage("", entier)
    coupe = min(max(coupe, VISIBLE + FENTE), LARGEUR - VISIBLE - FENTE)
    return Partage(f"M0 5H{_nombre(coupe - FENTE / 2)}", f"M{_nombre(coupe + FENTE / 2)} 5H{LARGEUR}")


def _trait(valeur: float | None, echelle: float) -> str:
    if not valeur or valeur < 0 or echelle <= 0:
        return ""
    return f"M0 5H{_nombre(min(max(LARGEUR * valeur / echelle, VISIBLE), LARGEUR))}"


def _nombre(x: float) -> str:
    return f"{x:.1f}".removesuffix(".0")
