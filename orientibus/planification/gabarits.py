"""What a bus can do in one day, places and slots only: every feasible route from its depot and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from orientibus.planification.instance import Bus, Instance

MINUIT = 1440


class Genre(IntEnum):
    """How a stop occupies a day of a bus."""

    MATIN = 0
    APRES_MIDI = 1
    SOIR = 2
    JOURNEE = 3
    SEJOUR = 4
    """Several days: alone on each of them."""


ESCALE = {"AM": Genre.MATIN, "PM": Genre.APRES_MIDI, "EVE": Genre.SOIR, "DAY": Genre.JOURNEE}
ENCHAINEMENTS = (
    (Genre.MATIN,),
    (Genre.APRES_MIDI,),
    (Genre.SOIR,),
    (Genre.JOURNEE,),
    (Genre.MATIN, Genre.APRES_MIDI),
    (Genre.MATIN, Genre.SOIR),
    (Genre.APRES_MIDI, Genre.SOIR),
    (Genre.JOURNEE, Genre.SOIR),
    (Genre.MATIN, Genre.APRES_MIDI, Genre.SOIR),
)
CRENEAUX_DE = {
    Genre.MATIN: (0,),
    Genre.APRES_MIDI: (1,),
    Genre.SOIR: (2,),
    Genre.JOURNEE: (0, 1),
    Genre.SEJOUR: (0, 1),
}

Etape = tuple[Genre, int]
"""A kind of occupation and the row of a place."""


@dataclass(frozen=True, slots=True)
class Gabarit:
    """A day's route: its steps in order, what it costs, when it begins and ends."""

    etapes: tuple[Etape, ...]
    travail: int
    km: int
    depart: int
    retour: int
    conduite: int

    @property
    def soiree(self) -> bool:
        return self.etapes[-1][0] is Genre.SOIR


class Routes:
    """Feasible days of one bus."""

    def __init__(self, instance: Instance, bus: Bus) -> None:
        self.regles = instance.regles
        self.creneaux = instance.creneaux
        self.minutes, self.km = instance.minutes, instance.km
        self.depot = instance.rang_lieu[bus.depot]

    def gabarit(self, etapes: tuple[Etape, ...], depart: bool = True, retour: bool = True) -> Gabarit | None:
        """The day made of these steps, or None; without ``depart`` (``retour``) the bus sleeps there before (after)."""
        visites = [(creneau, lieu) for genre, lieu in etapes for creneau in CRENEAUX_DE[genre]]
        trajets = [(a, b) for (_, a), (_, b) in pairwise(visites)]
        trajets += [(self.depot, visites[0][1])] * depart + [(visites[-1][1], self.depot)] * retour
        if not all(self._enchainable(avant, apres) for avant, apres in pairwise(visites)):
            return None
        regles = self.regles
        conduite = sum(self.minutes[a][b] for a, b in trajets)
        (premier, origine), (dernier, fin) = visites[0], visites[-1]
        debut = self.creneaux[premier].debut - regles.installation - self.minutes[self.depot][origine] * depart
        terme = self.creneaux[dernier].fin + regles.rangement + self.minutes[fin][self.depot] * retour
        travail = conduite + sum(self._presence(creneau) for creneau, _ in visites)
        if debut < 0 or terme > MINUIT or terme - debut > regles.amplitude_jour:
            return None
        if conduite > regles.conduite_jour or travail > regles.travail_jour:
            return None
        return Gabarit(etapes, travail, sum(self.km[a][b] for a, b in trajets), debut, terme, conduite)

    def sejour(self, lieu: int, jours: int) -> tuple[Gabarit, ...] | None:
        """The days of a stop of several days, the bus staying on site, or None."""
        rendus = [
            self.gabarit(((Genre.SEJOUR, lieu),), depart=rang == 0, retour=rang == jours - 1) for rang in range(jours)
        ]
        faits = tuple(g for g in rendus if g is not None)
        if len(faits) != jours or any(not self.repos_suffisant(a, b) for a, b in pairwise(faits)):
            return None
        return faits

    def repos_suffisant(self, veille: Gabarit, lendemain: Gabarit) -> bool:
        return MINUIT - veille.retour + lendemain.depart >= self.regles.repos

    def tous(self, lieux: Mapping[Genre, Iterable[int]]) -> list[Gabarit]:
        """Every feasible route over the places asked for, by kind; none is tried whose beginning is not feasible."""
        par_suite: dict[tuple[Genre, ...], list[Gabarit]] = {}
        for suite in ENCHAINEMENTS:
            debuts = [g.etapes for g in par_suite.get(suite[:-1], [])] if len(suite) > 1 else [()]
            fins = sorted(lieux.get(suite[-1], ()))
            essais = (self.gabarit((*debut, (suite[-1], lieu))) for debut in debuts for lieu in fins)
            par_suite[suite] = [g for g in essais if g is not None]
        return [g for suite in par_suite.values() for g in suite]

    def _presence(self, creneau: int) -> int:
        horaire = self.creneaux[creneau]
        return self.regles.installation + horaire.fin - horaire.debut + self.regles.rangement

    def _enchainable(self, avant: tuple[int, int], apres: tuple[int, int]) -> bool:
        if avant[1] == apres[1]:
            return True
        regles = self.regles
        battement = self.creneaux[apres[0]].debut - regles.installation - self.creneaux[avant[0]].fin - regles.rangement
        return self.minutes[avant[1]][apres[1]] + regles.pause <= battement
