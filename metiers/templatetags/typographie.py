"""French spacing of texts that people type with ordinary spaces."""

import re

from django import template
from django.template.defaultfilters import stringfilter

register = template.Library()
AVANT, APRES = re.compile(r" (?=[:;!?»])"), re.compile(r"(?<=«) ")


@register.filter(is_safe=True)
@stringfilter
def insecables(texte: str) -> str:
    """No line break before a double punctuation mark, nor inside quotation marks."""
    return APRES.sub("\u00a0", AVANT.sub("\u00a0", texte))
