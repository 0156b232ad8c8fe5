"""Names of places within a sentence."""

from django import template
from django.template.defaultfilters import floatformat, stringfilter

from commun import toponymes

register = template.Library()


@register.filter
@stringfilter
def de_lieu(nom: str) -> str:
    """« de Saumur », « d'Angers », « du Mans »."""
    return toponymes.de_lieu(nom)


@register.filter
@stringfilter
def a_lieu(nom: str) -> str:
    """« à Saumur », « au Mans », « aux Herbiers »."""
    return toponymes.a_lieu(nom)


@register.filter
def a_km(km: float) -> str:
    """« à 12,5 km », « à moins de 1 km »."""
    return "à moins de 1\u00a0km" if km < 1 else f"à {floatformat(km)}\u00a0km"
