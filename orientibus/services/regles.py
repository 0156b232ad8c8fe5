"""The operating values of the tours in force at a date."""

from dataclasses import dataclass
from datetime import date, time

from commun import regles
from commun.regles import RegleAbsente
from orientibus.choices import Creneau
from orientibus.models import RegleTournee

__all__ = ["RegleAbsente", "Regles", "regles_au"]


@dataclass(frozen=True, slots=True)
class Regles(regles.Regles):
    """The dated values, and the hours that they give."""

    def heures(self, creneau: str) -> tuple[time, time]:
        """When a slot begins and ends; a day goes from the morning's beginning to the afternoon's end."""
        cases = Creneau(creneau).cases
        premiere, derniere = self[f"heures_{cases[0]}"], self[f"heures_{cases[-1]}"]
        return time.fromisoformat(premiere["debut"]), time.fromisoformat(derniere["fin"])


def regles_au(jour: date) -> Regles:
    """Rules in force on a day, in one query."""
    return Regles(jour, regles.en_vigueur(RegleTournee, jour))
