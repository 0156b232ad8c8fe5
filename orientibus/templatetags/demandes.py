"""Words for what a request keeps as codes."""

from collections.abc import Iterable, Mapping

from django import template

from orientibus.choices import Creneau, Niveau
from orientibus.forms.champs_demande import JOURS

register = template.Library()


@register.filter
def en_niveaux(codes: Iterable[str]) -> str:
    """Levels in the order of school."""
    voulus = set(codes)
    return ", ".join(n.label for n in Niveau if n in voulus)


@register.filter
def en_jours(ouvertures: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Weekdays with their slots, in order."""
    lignes = []
    for rang, jour in enumerate(JOURS):
        voulus = set(ouvertures.get(str(rang), ()))
        if voulus:
            lignes.append((jour, ", ".join(c.label.lower() for c in Creneau if c in voulus)))
    return lignes
