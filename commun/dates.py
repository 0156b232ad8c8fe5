"""Dates as French writes them: the first of a month is « 1er »."""

import re
from datetime import date

from django.utils.formats import date_format

_PREMIER = re.compile(
    r"\b1 (?=janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)", re.IGNORECASE
)


def premier_du_mois(texte: str) -> str:
    """« 1 mars » becomes « 1er mars »; the rest of the text stays."""
    return _PREMIER.sub("1er ", texte)


def dater(quand: date, ecriture: str = "j F Y") -> str:
    """« 1er mars 2027 »; ``ecriture``: Django's letters."""
    return premier_du_mois(date_format(quand, ecriture))
