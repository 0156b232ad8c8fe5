"""Django's ``date`` filter, in French down to « 1er »; built in, so every template has it."""

from typing import Any

from django import template
from django.template.defaultfilters import date as date_de_django

from commun.dates import premier_du_mois

register = template.Library()


@register.filter("date", expects_localtime=True, is_safe=False)
def date(value: Any, arg: str | None = None) -> Any:
    """As Django's, but for the first of a month."""
    ecrite = date_de_django(value, arg)
    return premier_du_mois(ecrite) if ecrite else ecrite
