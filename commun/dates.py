"""Days: as French writes them (« 1er »), when they begin, and months before or after."""

import re
from calendar import monthrange
from datetime import date, datetime, time
from typing import TypeVar

from django.utils import timezone
from django.utils.formats import date_format

Jour = TypeVar("Jour", bound=date)

_PREMIER = re.compile(
    r"\b1 (?=janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)", re.IGNORECASE
)


def premier_du_mois(texte: str) -> str:
    """« 1 mars » becomes « 1er mars »; the rest of the text stays."""
    return _PREMIER.sub("1er ", texte)


def dater(quand: date, ecriture: str = "j F Y") -> str:
    """« 1er mars 2027 »; ``ecriture``: Django's letters."""
    return premier_du_mois(date_format(quand, ecriture))


def minuit(jour: date) -> datetime:
    """The first instant of a day where the portal lives, whatever the season."""
    return timezone.make_aware(datetime.combine(jour, time.min))


def ajouter_mois(jour: Jour, mois: int) -> Jour:
    """The same day (and hour) some months later, or the last day of a shorter month.

    ``ValueError`` outside of the calendar.

    >>> ajouter_mois(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return jour.replace(year=annee, month=rang + 1, day=min(jour.day, monthrange(annee, rang + 1)[1]))
