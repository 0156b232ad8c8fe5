"""The rules in force at a date, read in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stages.models import Regle


class RegleAbsente(KeyError):
    """No value of this rule is in force at that date: the calculation that needs it cannot be made."""


@dataclass(frozen=True, slots=True)
class Regles:
    """Values in force on ``jour``, by code, with the rows that say their source."""

    jour: date
    par_code: Mapping[str, Regle]

    def __getitem__(self, code: str) -> Any:
        """The value of a rule; :class:`RegleAbsente` when none is in force."""
        return self.regle(code).valeur

    def regle(self, code: str) -> Regle:
        """The rule in force, with its date and source."""
        try:
            return self.par_code[code]
        except KeyError as erreur:
            raise RegleAbsente(f"aucune valeur de « {code} » au {self.jour:%d/%m/%Y}") from erreur


def regles_au(jour: date) -> Regles:
    """Rules in force on a day: for each code, the last value whose date is not after it."""
    par_code: dict[str, Regle] = {}
    for regle in Regle.objects.filter(depuis__lte=jour).order_by("depuis"):
        par_code[regle.code] = regle
    return Regles(jour, par_code)
