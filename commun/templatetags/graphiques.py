"""Template tags of the charts: SVG drawn by the server, with the figures as text. Usage in ``docs/composants.md``."""

from collections.abc import Iterable
from typing import Any

from django import template

from commun.dessins import barres as dessin
from commun.dessins.courbe import Courbe

register = template.Library()
NON_DIFFUSE = "non diffusé"


@register.inclusion_tag("composants/barres.html")
def barres(
    titre: str, lignes: Iterable[dessin.Ligne], unite: str = "", maximum: float | None = None, note: str = ""
) -> dict[str, Any]:
    """A table whose rows carry a bar. ``lignes``: label, figure or ``None``, figure as it is read."""
    lues = [(libelle, valeur, texte if valeur is not None else NON_DIFFUSE) for libelle, valeur, texte in lignes]
    return {"titre": titre, "unite": unite, "barres": dessin.barres(lues, maximum), "note": note}


@register.inclusion_tag("composants/partage.html")
def partage(titre: str, part: float | None, gauche: str, droite: str, note: str = "") -> dict[str, Any]:
    """A whole in two parts, from the percentage of the first; ``None`` is "non diffusé", never 0."""
    contexte: dict[str, Any] = {"titre": titre, "note": note, "gauche": gauche, "droite": droite}
    if part is None:
        return contexte
    entier = min(max(round(part), 0), 100)
    return contexte | {"dessin": dessin.partage(part), "part": entier, "reste": 100 - entier}


@register.inclusion_tag("composants/courbe.html")
def courbe(titre: str, dessin: Courbe, legende: str, haut: str, unite: str = "") -> dict[str, Any]:
    """A line over time (``commun.dessins.courbe.tracer``); ``legende`` says it in words, ``haut`` its highest mark."""
    return {"titre": titre, "dessin": dessin, "legende": legende, "haut": haut, "unite": unite}
