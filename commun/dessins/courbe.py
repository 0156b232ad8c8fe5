"""A line over time in a box of 100 by 100, stretched by the page: strokes do not scale, so it fits any width.

The figures are always written beside it, in a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

COTE = 100.0
Point = tuple[date, float | None]
"""Day and figure (``None`` when it is not published: the line stops and starts again)."""


@dataclass(frozen=True, slots=True)
class Courbe:
    """Paths of a drawing. ``cible`` is empty when there is no target."""

    trait: str
    points: str
    cible: str
    haut: float
    debut: date
    fin: date


def tracer(points: Sequence[Point], cibles: Sequence[tuple[date | None, float]] = ()) -> Courbe | None:
    """The line of the figures and the path to the target; nothing with fewer than two figures.

    A target without a date, or alone, is a level; two dated numbers or more are a path.
    """
    connus = [(jour, valeur) for jour, valeur in points if valeur is not None]
    if len(connus) < 2:
        return None
    chemin = sorted((jour, valeur) for jour, valeur in cibles if jour is not None)
    jours = [jour for jour, _ in points] + ([jour for jour, _ in chemin] if len(chemin) > 1 else [])
    debut, fin = min(jours), max(jours)
    haut = max([v for _, v in connus] + [v for _, v in cibles] + [0.0]) or 1.0
    bas = min([v for _, v in connus] + [0.0])
    etendue = max((fin - debut).days, 1)

    def place(jour: date, valeur: float) -> str:
        x = COTE * (jour - debut).days / etendue
        y = COTE * (1 - (valeur - bas) / (haut - bas))
        return f"{_nombre(x)} {_nombre(y)}"

    if len(chemin) > 1:
        vers = "M" + "L".join(place(jour, valeur) for jour, valeur in chemin)
    else:
        niveau = next((valeur for _, valeur in cibles), None)
        vers = "" if niveau is None else f"M{place(debut, niveau)}L{place(fin, niveau)}"
    trait = "".join("M" + "L".join(place(*p) for p in suite) for suite in _suites(points))
    return Courbe(trait, "".join(f"M{place(*p)}h0" for p in connus), vers, haut, debut, fin)


def _suites(points: Sequence[Point]) -> list[list[tuple[date, float]]]:
    """Runs of known figures."""
    suites: list[list[tuple[date, float]]] = [[]]
    for jour, valeur in points:
        if valeur is None:
            suites.append([])
        else:
            suites[-1].append((jour, valeur))
    return [suite for suite in suites if suite]


def _nombre(x: float) -> str:
    return f"{x:.1f}".removesuffix(".0")
