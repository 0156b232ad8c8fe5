"""Names of places within a sentence."""

from django import template
from django.template.defaultfilters import stringfilter

from metiers.views import chiffres

register = template.Library()


@register.filter
@stringfilter
def de_lieu(nom: str) -> str:
    """« de Saumur », « d'Angers », « du Mans »."""
    return chiffres.de_lieu(nom)
