"""Simulated annealing: a request takes a place, whatever stands in its way leaves, and the loss is accepted or not.

Fast and blunt: it brings a plan near the best in seconds; the exact neighbourhoods of `voisinages` finish the work.
"""

import math
import random
from collections.abc import Callable, Iterable

from orientibus.planification.gabarits import MINUIT, Gabarit, Genre
from orientibus.planification.terrain import SEMAINE, Option, Terrain

LIBRE = -1
Occupation = tuple[int, int, int]
"""Request in the morning, in the afternoon, in the evening; the same one twice when it takes the day."""
VIDE: Occupation = (LIBRE, LIBRE, LIBRE)
PLACES = {Genre.MATIN: (0,), Genre.APRES_MIDI: (1,), Genre.SOIR: (2,), Genre.JOURNEE: (0, 1), Genre.SEJOUR: (0, 1, 2)}
ENTETE = 256
"""Moves between two readings of the clock."""


class Essai:
    """The days that a move would change, before it is accepted."""

    __slots__ = ("jours", "perte", "profils", "sortis")

    def __init__(self) -> None:
        self.jours: dict[int, Occupation] = {}
        self.profils: dict[int, Gabarit | None] = {}
        self.sortis: list[int] = []
        self.perte = 0


class Recuit:
    """A plan under change. ``poids`` by request: what must stay weighs more than any loss that is accepted."""

    def __init__(self, terrain: Terrain, poids: list[int], depart: Iterable[Option] = (), graine: int = 0) -> None:
        self.terrain, self.poids = terrain, poids
        self.regles = terrain.instance.regles
        self.jours = len(terrain.instance.jours)
        self.alea = random.Random(graine)  # noqa: S311 - a search, not a secret
        taille = self.jours * len(terrain.instance.bus)
        self.occupation: list[Occupation] = [VIDE] * taille
        self.profil: list[Gabarit | None] = [None] * taille
        cellules = len(terrain.cellules)
        self.travail, self.ouvres, self.soirees = [0] * cellules, [0] * cellules, [0] * cellules
        self.pris: list[Option | None] = [None] * len(poids)
        self.gabarits = [{g.etapes: g for g in groupe} for groupe in terrain.gabarits]
        self.bus_de = [case // self.jours for case in range(taille)]
        self.cellule_de = [
            (case // self.jours) * terrain.semaines + case % self.jours // SEMAINE for case in range(taille)
        ]
        self.choisissables = [rang for rang, options in enumerate(terrain.par_demande) if options]
        self.total = 0
        self.prix_conduite = 0.0
        for option in depart:
            self.tenter(option, -math.inf)

    def solution(self) -> list[Option]:
        return [option for option in self.pris if option is not None]

    def chercher(self, *, chaud: float, froid: float, avancement: Callable[[], float]) -> list[Option]:
        """Cools from ``chaud`` to ``froid`` as ``avancement`` goes from 0 to 1; the best plan met."""
        meilleur, plan = self.total, self.solution()
        tirer, choisissables, options = self.alea.random, self.choisissables, self.terrain.par_demande
        pris, nombre = self.pris, len(self.choisissables)
        while nombre and (fait := avancement()) < 1:
            temperature = chaud * (froid / chaud) ** fait
            for _ in range(ENTETE):
                demande = choisissables[int(tirer() * nombre)]
                if pris[demande] is not None and tirer() < 0.5:
                    continue
                possibles = options[demande]
                option = possibles[int(tirer() * len(possibles))]
                if option is not pris[demande]:
                    self.tenter(option, temperature * math.log(tirer() + 1e-12))
            if self.total > meilleur:
                meilleur, plan = self.total, self.solution()
        return plan

    # --- one move ---------------------------------------------------------------------------

    def tenter(self, option: Option, seuil: float) -> bool:
        """Places the request there if what is gained minus what is lost is at least ``seuil``."""
        demande = option.demande
        essai = Essai()
        ancien = self.pris[demande]
        gain = 0 if ancien is not None else self.poids[demande]
        if ancien is not None:
            self._retirer(essai, ancien)
        if not self._poser(essai, option, gain - seuil):
            return False
        if not self._tenir_la_semaine(essai, option, gain - seuil):
            return False
        if gain - essai.perte - self.prix_conduite * self._detour(essai) < seuil:
            return False
        self._appliquer(essai, option, gain)
        return True

    def _occupation(self, essai: Essai, case: int) -> Occupation:
        deja = essai.jours.get(case)
        return self.occupation[case] if deja is None else deja

    def _profil(self, essai: Essai, case: int) -> Gabarit | None:
        return essai.profils[case] if case in essai.profils else self.profil[case]

    def _retirer(self, essai: Essai, option: Option) -> None:
        """Takes a request out of its days. Without it a day stays feasible: detours only shorten."""
        demande = option.demande
        base = option.bus * self.jours + option.jour
        for case in range(base, base + option.jours):
            matin, midi, soir = self._occupation(essai, case)
            reste = (
                LIBRE if matin == demande else matin,
                LIBRE if midi == demande else midi,
                LIBRE if soir == demande else soir,
            )
            essai.jours[case] = reste
            essai.profils[case] = self._gabarit(case, reste)

    def _sortir(self, essai: Essai, demande: int) -> None:
        option = self.pris[demande]
        if option is not None:
            self._retirer(essai, option)
            essai.sortis.append(demande)
            essai.perte += self.poids[demande]

    def _gabarit(self, case: int, occupation: Occupation) -> Gabarit | None:
        """The route of a day without a stay, None when empty or not feasible."""
        matin, midi, soir = occupation
        lieu = self.terrain.lieu_de
        etapes: tuple[tuple[Genre, int], ...] = ()
        if matin != LIBRE:
            if matin == midi:
                etapes = ((Genre.JOURNEE, lieu[matin]),)
            elif midi != LIBRE:
                etapes = ((Genre.MATIN, lieu[matin]), (Genre.APRES_MIDI, lieu[midi]))
            else:
                etapes = ((Genre.MATIN, lieu[matin]),)
        elif midi != LIBRE:
            etapes = ((Genre.APRES_MIDI, lieu[midi]),)
        if soir != LIBRE:
            etapes = (*etapes, (Genre.SOIR, lieu[soir]))
        return self.gabarits[self.bus_de[case]].get(etapes)

    def _poser(self, essai: Essai, option: Option, marge: float) -> bool:
        """Puts the request in, sending out who holds its slots, then who makes the day or the rest impossible."""
        demande = option.demande
        base = option.bus * self.jours + option.jour
        for rang in range(option.jours):
            case = base + rang
            ici = self._occupation(essai, case)
            for place in PLACES[option.genre]:
                if ici[place] != LIBRE and ici[place] not in essai.sortis:
                    self._sortir(essai, ici[place])
            ici = self._occupation(essai, case)
            voisin = ici[0] if ici[0] != LIBRE else ici[1]
            if voisin != LIBRE and (autre := self.pris[voisin]) is not None and autre.genre is Genre.SEJOUR:
                self._sortir(essai, voisin)
            if essai.perte > marge:
                return False
            if option.genre is Genre.SEJOUR:
                essai.jours[case] = (demande, demande, LIBRE)
                essai.profils[case] = option.sejour[rang]
            elif not self._composer(essai, case, option):
                return False
        return essai.perte <= marge and self._reposer(essai, base, option.jours)

    def _composer(self, essai: Essai, case: int, option: Option) -> bool:
        """The day with its new step; its other steps leave when they do not fit, the lightest first."""
        while True:
            ici = list(self._occupation(essai, case))
            for place in PLACES[option.genre]:
                ici[place] = option.demande
            occupation = (ici[0], ici[1], ici[2])
            profil = self._gabarit(case, occupation)
            if profil is not None:
                essai.jours[case] = occupation
                essai.profils[case] = profil
                return True
            autres = {d for d in ici if d not in (LIBRE, option.demande)}
            if not autres:
                return False
            self._sortir(essai, min(autres, key=lambda d: self.poids[d]))

    def _reposer(self, essai: Essai, base: int, jours: int) -> bool:
        repos = self.regles.repos
        for veille, gardee in ((base - 1, False), (base + jours - 1, True)):
            lendemain = veille + 1
            if veille < 0 or lendemain >= len(self.profil) or self.bus_de[veille] != self.bus_de[lendemain]:
                continue
            while True:
                avant, apres = self._profil(essai, veille), self._profil(essai, lendemain)
                if avant is None or apres is None or MINUIT - avant.retour + apres.depart >= repos:
                    break
                matin, midi, soir = self._occupation(essai, lendemain if gardee else veille)
                sortant = (
                    (matin if matin != LIBRE else midi if midi != LIBRE else soir)
                    if gardee
                    else (soir if soir != LIBRE else midi if midi != LIBRE else matin)
                )
                self._sortir(essai, sortant)
        return True

    def _tenir_la_semaine(self, essai: Essai, option: Option, marge: float) -> bool:
        regles = self.regles
        base = option.bus * self.jours + option.jour
        cellule = self.cellule_de[base]
        while True:
            travail, ouvres, soirees = self.travail[cellule], self.ouvres[cellule], self.soirees[cellule]
            for case, profil in essai.profils.items():
                if self.cellule_de[case] != cellule:
                    continue
                ancien = self.profil[case]
                if ancien is not None:
                    travail -= ancien.travail
                    ouvres -= 1
                    soirees -= ancien.soiree
                if profil is not None:
                    travail += profil.travail
                    ouvres += 1
                    soirees += profil.soiree
            if soirees > regles.soirees_semaine:
                sortants = self._candidats(essai, base, option.demande, (2,))
            elif ouvres > regles.jours_semaine:
                sortants = self._jour_le_plus_leger(essai, base, option.demande)
            elif travail > regles.travail_semaine:
                sortants = self._candidats(essai, base, option.demande, (0, 1, 2))
            else:
                return True
            if not sortants:
                return False
            for demande in sortants:
                self._sortir(essai, demande)
            if essai.perte > marge:
                return False

    def _detour(self, essai: Essai) -> int:
        """Minutes of driving added."""
        minutes = 0
        for case, profil in essai.profils.items():
            ancien = self.profil[case]
            minutes += (profil.conduite if profil else 0) - (ancien.conduite if ancien else 0)
        return minutes

    def _semaine(self, base: int) -> range:
        debut = base - (base % self.jours) % SEMAINE
        return range(debut, min(debut + SEMAINE, (base // self.jours + 1) * self.jours))

    def _candidats(self, essai: Essai, base: int, sauf: int, places: tuple[int, ...]) -> list[int]:
        """One request of the week to send out: light, with some chance."""
        presents = {
            ici[place] for case in self._semaine(base) for ici in (self._occupation(essai, case),) for place in places
        }
        presents -= {LIBRE, sauf}
        if not presents:
            return []
        tirer, poids = self.alea.random, self.poids
        return [min(sorted(presents), key=lambda d: poids[d] * (0.5 + tirer()))]

    def _jour_le_plus_leger(self, essai: Essai, base: int, sauf: int) -> list[int]:
        jours = []
        for case in self._semaine(base):
            presents = set(self._occupation(essai, case)) - {LIBRE}
            if presents and sauf not in presents:
                jours.append((sum(self.poids[d] for d in presents), sorted(presents)))
        return min(jours)[1] if jours else []

    def _appliquer(self, essai: Essai, option: Option, gain: int) -> None:
        for demande in essai.sortis:
            self.pris[demande] = None
        self.pris[option.demande] = option
        self.total += gain - essai.perte
        for case, profil in essai.profils.items():
            cellule, ancien = self.cellule_de[case], self.profil[case]
            if ancien is not None:
                self.travail[cellule] -= ancien.travail
                self.ouvres[cellule] -= 1
                self.soirees[cellule] -= ancien.soiree
            if profil is not None:
                self.travail[cellule] += profil.travail
                self.ouvres[cellule] += 1
                self.soirees[cellule] += profil.soiree
            self.profil[case] = profil
            self.occupation[case] = essai.jours[case]
