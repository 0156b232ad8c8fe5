"""The operating values of the tours in force at a date, read in one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from orientibus.choices import Creneau
from orientibus.models import RegleTournee


class RegleAbsente(KeyError):
    """No value of this rule is in force at that date: what needs it cannot be worked out."""


@dataclass(frozen=True, slots=True)
class Regles:
    """Values in force on ``jour``, by code, with the rows that say their source."""

    jour: date
    par_code: Mapping[str, RegleTournee]

    def __getitem__(self, code: str) -> Any:
        """The value of a rule; :class:`RegleAbsente` when none is in force."""
        return self.regle(code).valeur

    def regle(self, code: str) -> RegleTournee:
        """The rule in force, with its date and source."""
        try:
            return self.par_code[code]
        except KeyError as erreur:
            raise RegleAbsente(f"aucune valeur de « {code} » au {self.jour:%d/%m/%Y}") from erreur

    def heures(self, creneau: str) -> tuple[time, time]:
        """When a slot begins and ends; a day goes from the morning's beginning to the afternoon's end."""
        cases = Creneau(creneau).cases
        premiere, derniere = self[f"heures_{cases[0]}"], self[f"heures_{cases[-1]}"]
        return time.fromisoformat(premiere["debut"]), time.fromisoformat(derniere["fin"])


def regles_au(jour: date) -> Regles:
    """Rules in force on a day: for each code, the last value whose date is not after it."""
    par_code: dict[str, RegleTournee] = {}
    for regle in RegleTournee.objects.filter(depuis__lte=jour).order_by("depuis"):
        par_code[regle.code] = regle
    return Regles(jour, par_code)
