"""Words for what a request keeps as codes."""

from collections.abc import Iterable, Mapping
from datetime import date

from django import template

from orientibus.choices import Creneau, Niveau
from orientibus.forms.champs_demande import JOURS
from orientibus.models import Etape
from orientibus.views.presentation import horaires_en_mots, jour_en_mots

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


@register.filter
def en_jour(jour: date) -> str:
    """« mardi 1er décembre 2026 »."""
    return jour_en_mots(jour, annee=True)


@register.filter
def en_dates(etape: Etape) -> str:
    """« mardi 1er décembre 2026, de 9 h à 12 h », « du lundi 7 au mardi 8 décembre 2026, … »."""
    jours = jour_en_mots(etape.jour, annee=True)
    if etape.fin != etape.jour:
        jours = f"du {jour_en_mots(etape.jour)} au {jour_en_mots(etape.fin, annee=True)}"
    return f"{jours}, {horaires_en_mots(etape)}"
