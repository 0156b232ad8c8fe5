"""The rules of the exchange in force at a date."""

from datetime import date

from commun.regles import RegleAbsente, Regles, en_vigueur
from stages.models import Regle

__all__ = ["RegleAbsente", "Regles", "regles_au"]


def regles_au(jour: date) -> Regles:
    """Rules in force on a day, in one query."""
    return Regles(jour, en_vigueur(Regle, jour))
