"""The weeks of all buses priced at once: the inner problem of the Lagrangian bound.

Requests carry a price; each cell (a bus, a week) then chooses its best week alone, by dynamic programming over its
days, in numpy for every cell together. Left out, so that the value is never below the true one: a request may come back
on another day of the cell, minutes of work are rounded down to ``pas``, rest after an evening is judged by class.
All values are integers (thousandths of a weight): the bound is a proof, without rounding.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orientibus.planification.gabarits import MINUIT, Gabarit
from orientibus.planification.terrain import SEMAINE, Terrain

Entiers = npt.NDArray[np.int32]
MILLE = 1000
JAMAIS = -50_000_000
"""Below any reachable value; a week of them still fits in 32 bits."""
CLASSES = 3
"""How yesterday ended: without consequence, late, very late."""
TRES_TARD = 20
"""Minutes between the least late end and a very late one."""


@dataclass(slots=True)
class Passage:
    """Moves of one length beginning on one day of the week: `valeurs[rang, classe de la veille, cellule]`."""

    jour: int
    duree: int
    fins: Entiers
    travaux: Entiers
    soirees: Entiers
    valeurs: Entiers
    genres: npt.NDArray[np.int64]


@dataclass(slots=True)
class Choix:
    """What the cells chose: options served (with repetition), minutes worked by cell."""

    valeur: npt.NDArray[np.int64]
    options: list[tuple[int, int]]
    travail: npt.NDArray[np.int64]


@dataclass(slots=True)
class _Pas:
    """Where each cell stands on its way back: day, end of the day before, days off, evenings, work."""

    jour: npt.NDArray[np.int64]
    veille: npt.NDArray[np.int64]
    repos: npt.NDArray[np.int64]
    soirees: npt.NDArray[np.int64]
    travaux: npt.NDArray[np.int64]

    def avancer(
        self,
        cellules: npt.NDArray[np.int64],
        passage: Passage,
        classes: npt.NDArray[np.int64],
        rangs: npt.NDArray[np.int64],
    ) -> None:
        """These cells made a move: before it, their evenings and their work were less."""
        self.jour[cellules] = passage.jour
        self.veille[cellules] = classes
        self.soirees[cellules] -= passage.soirees[rangs]
        self.travaux[cellules] -= passage.travaux[rangs]


@dataclass(frozen=True, slots=True)
class _Mouvement:
    """A route on a day, or a stop of several days, before it is put in order."""

    cellule: int
    jour: int
    duree: int
    fin: int
    debut: int
    tranche: int
    soiree: int
    travail: int
    etapes: tuple[int, ...]


class Relaxation:
    """Prices in, best week of each cell out. ``pas`` None: the work of the week is paid by its own price instead.

    ``primes``: by option, what it brings (thousandths) beyond the weight of its request.
    """

    def __init__(self, terrain: Terrain, pas: int | None, primes: Mapping[int, int] | None = None) -> None:
        self.terrain, self.pas = terrain, pas
        self.regles = terrain.instance.regles
        self.cellules = len(terrain.cellules)
        self.plafond = self.regles.travail_semaine // pas if pas else 0
        self._primes = primes or {}
        self._classer()
        self._etapes: dict[tuple[int, int, object], int] = {}
        self._options_par_etape: list[list[int]] = []
        mouvements = list(self._mouvements())
        self._ordonner_options()
        self._ordonner(mouvements)
        jours = {m.jour for m in mouvements}
        self.jours = max((m.jour + m.duree for m in mouvements), default=0)
        ouvres = sum(any(m.jour <= j < m.jour + m.duree for m in mouvements) for j in range(self.jours)) if jours else 0
        self.repos = max(0, ouvres - self.regles.jours_semaine) + self.jours - ouvres

    # --- preparation ------------------------------------------------------------------------

    def _classer(self) -> None:
        """Evenings in two classes, each judged by its least late end: never stricter than the rule."""
        tous = [g for groupe in self.terrain.gabarits for g in groupe]
        tous += [g for option in self.terrain.options for g in option.sejour]
        limite = MINUIT + min((g.depart for g in tous), default=0) - self.regles.repos
        tardifs = [g.retour for g in tous if g.retour > limite]
        self.tard = min(tardifs, default=MINUIT + 1)
        apres = [retour for retour in tardifs if retour > self.tard + TRES_TARD]
        self.tres_tard = min(apres, default=MINUIT + 1)

    def _fin(self, gabarit: Gabarit) -> int:
        return (gabarit.retour >= self.tard) + (gabarit.retour >= self.tres_tard)

    def _debut(self, gabarit: Gabarit) -> int:
        """The worst end of yesterday after which this day may begin: 2 any, 0 none that is late."""
        seuils = (self.tard, self.tres_tard)
        return sum(MINUIT - seuil + gabarit.depart >= self.regles.repos for seuil in seuils)

    def _etape(self, cellule: int, jour: int, cle: object, options: Iterable[int]) -> int:
        rang = self._etapes.setdefault((cellule, jour, cle), len(self._options_par_etape))
        if rang == len(self._options_par_etape):
            self._options_par_etape.append(list(options))
        return rang

    def _mouvements(self) -> Iterable[_Mouvement]:
        tranche = (lambda minutes: minutes // self.pas) if self.pas else (lambda minutes: 0)
        for cellule in self.terrain.cellules:
            c = cellule.rang
            for jour, gabarits in cellule.gabarits.items():
                rangs = {
                    etape: self._etape(c, jour, etape, (o.rang for o in options))
                    for etape, options in cellule.etapes[jour].items()
                }
                for g in gabarits:
                    etapes = tuple(rangs[etape] for etape in g.etapes)
                    t = g.travail
                    yield _Mouvement(
                        c, jour % SEMAINE, 1, self._fin(g), self._debut(g), tranche(t), int(g.soiree), t, etapes
                    )
            for o in cellule.sejours:
                etape = (self._etape(c, o.jour, ("sejour", o.rang), [o.rang]),)
                t = sum(g.travail for g in o.sejour)
                fin, debut = self._fin(o.sejour[-1]), self._debut(o.sejour[0])
                yield _Mouvement(c, o.jour % SEMAINE, o.jours, fin, debut, tranche(t), 0, t, etape)

    def _ordonner_options(self) -> None:
        """Options flattened by step, so that the best of a step is one reduction."""
        self.suite = np.array([o for groupe in self._options_par_etape for o in groupe], dtype=np.int64)
        tailles = [len(groupe) for groupe in self._options_par_etape]
        self.debuts_etapes = np.concatenate(([0], np.cumsum(tailles)[:-1])).astype(np.int64) if tailles else self.suite
        demandes = np.array([o.demande for o in self.terrain.options], dtype=np.int64)
        self.demandes = demandes[self.suite] if len(self.suite) else self.suite
        primes = np.zeros(len(self.terrain.options), dtype=np.int64)
        for option, prime in self._primes.items():
            primes[option] = prime
        self.primes = primes[self.suite] if len(self.suite) else self.suite
        self.poids = MILLE * np.array([d.poids for d in self.terrain.instance.demandes], dtype=np.int64)

    def _ordonner(self, mouvements: list[_Mouvement]) -> None:
        """Moves sorted by (day, length, end, work, evening), then start class and cell: each group is one reduction."""
        rien = len(self._options_par_etape)
        genres = sorted({(m.jour, m.duree, m.fin, m.tranche, m.soiree) for m in mouvements})
        rang_genre = {genre: rang for rang, genre in enumerate(genres)}
        cles = np.array(
            [
                (rang_genre[m.jour, m.duree, m.fin, m.tranche, m.soiree] * CLASSES + m.debut) * self.cellules
                + m.cellule
                for m in mouvements
            ],
            dtype=np.int64,
        )
        ordre = np.argsort(cles, kind="stable")
        self.mouvements = [mouvements[i] for i in ordre]
        self.etapes = np.array([(*m.etapes, rien, rien)[:3] for m in self.mouvements], dtype=np.int64).reshape(-1, 3)
        self.travail = np.array([m.travail for m in self.mouvements], dtype=np.int64)
        self.cellule_de = np.array([m.cellule for m in self.mouvements], dtype=np.int64)
        self.groupes, self.debuts = np.unique(cles[ordre], return_index=True)
        self.fins_groupes = np.append(self.debuts[1:], len(self.mouvements))
        self.genres = genres

    # --- evaluation -------------------------------------------------------------------------

    def evaluer(self, prix: npt.NDArray[np.int64], prix_travail: npt.NDArray[np.int64] | None = None) -> Choix:
        """Best week of each cell at these prices (thousandths); ``prix_travail`` by minute, when ``pas`` is None."""
        if not self.mouvements:
            zeros = np.zeros(self.cellules, dtype=np.int64)
            return Choix(zeros, [], zeros.copy())
        self.profits = (self.poids - prix)[self.demandes] + self.primes
        meilleurs = np.append(np.maximum.reduceat(self.profits, self.debuts_etapes), 0)
        self.valeurs = meilleurs[self.etapes].sum(axis=1)
        if prix_travail is not None:
            self.valeurs = self.valeurs - prix_travail[self.cellule_de] * self.travail
        table = np.full(len(self.genres) * CLASSES * self.cellules, JAMAIS, dtype=np.int32)
        table[self.groupes] = np.maximum.reduceat(self.valeurs, self.debuts)
        # A day that may follow a very late end may follow any other.
        cumul = table.reshape(len(self.genres), CLASSES, self.cellules)[:, ::-1]
        ouverts = np.maximum.accumulate(cumul, axis=1)[:, ::-1]
        etats = self._avancer(self._passages(ouverts))
        return self._remonter(etats)

    def _passages(self, ouverts: Entiers) -> list[Passage]:
        passages = []
        for jour, duree in sorted({genre[:2] for genre in self.genres}):
            rangs = [i for i, genre in enumerate(self.genres) if genre[:2] == (jour, duree)]
            fins, tranches, soirees = (np.array([self.genres[i][k] for i in rangs], dtype=np.int32) for k in (2, 3, 4))
            passages.append(Passage(jour, duree, fins, tranches, soirees, ouverts[rangs], np.array(rangs)))
        self.passages = passages
        return passages

    def _avancer(self, passages: list[Passage]) -> list[Entiers]:
        """Best value by (day, end of yesterday, days off, evenings, work, cell)."""
        forme = (CLASSES, self.repos + 1, self.regles.soirees_semaine + 1, self.plafond + 1, self.cellules)
        etats = [np.full(forme, JAMAIS, dtype=np.int32) for _ in range(self.jours + 1)]
        etats[0][0, 0, 0, 0, :] = 0
        self.hauts = [0] * (self.jours + 1)
        for jour in range(self.jours):
            ici, suivant = etats[jour], etats[jour + 1]
            self._chomer(ici, suivant)
            self.hauts[jour + 1] = max(self.hauts[jour + 1], self.hauts[jour])
            for passage in passages:
                if passage.jour == jour:
                    self._jouer(ici, etats[jour + passage.duree], passage)
        return etats

    def _chomer(self, ici: Entiers, suivant: Entiers) -> None:
        libre = ici.max(axis=0)
        np.maximum(suivant[0, 1:], libre[:-1], out=suivant[0, 1:])
        np.maximum(suivant[0, -1], libre[-1], out=suivant[0, -1])

    def _jouer(self, ici: Entiers, apres: Entiers, passage: Passage) -> None:
        haut = self.hauts[passage.jour]
        cible = passage.jour + passage.duree
        for rang in range(len(passage.fins)):
            fin, tranche, soiree = int(passage.fins[rang]), int(passage.travaux[rang]), int(passage.soirees[rang])
            large = min(haut, self.plafond - tranche) + 1
            if large <= 0 or soiree > self.regles.soirees_semaine:
                continue
            self.hauts[cible] = max(self.hauts[cible], tranche + large - 1)
            vers = apres[fin, :, soiree:, tranche : tranche + large]
            for veille in range(CLASSES):
                gain = passage.valeurs[rang, veille]
                if gain.max() <= JAMAIS // 2:
                    continue
                depuis = ici[veille, :, : ici.shape[2] - soiree, :large]
                np.maximum(vers, depuis + gain, out=vers)

    # --- the way back -----------------------------------------------------------------------

    def _remonter(self, etats: list[Entiers]) -> Choix:
        """The week that each cell chose, walked back day after day for all cells together."""
        fin = etats[self.jours][:, self.repos]
        plat = fin.reshape(-1, self.cellules)
        veille, soirees, travaux = np.unravel_index(plat.argmax(axis=0), fin.shape[:-1])
        repos = np.full(self.cellules, self.repos)
        pas = _Pas(np.full(self.cellules, self.jours), veille.copy(), repos, soirees.copy(), travaux.copy())
        options: list[tuple[int, int]] = []
        travail = np.zeros(self.cellules, dtype=np.int64)
        for jour in range(self.jours, 0, -1):
            for cellule, genre, classe in self._reculer(etats, pas, jour):
                mouvement = self._mouvement(genre, classe, cellule)
                travail[cellule] += mouvement.travail
                options += [(cellule, self._meilleure_option(etape)) for etape in mouvement.etapes]
        return Choix(plat.max(axis=0).astype(np.int64), options, travail)

    def _reculer(self, etats: list[Entiers], pas: "_Pas", jour: int) -> Iterator[tuple[int, int, int]]:
        """One day back for the cells that stand on it; the moves found: cell, kind of move, end of the day before."""
        ici = np.flatnonzero(pas.jour == jour)
        atteint = etats[jour][pas.veille[ici], pas.repos[ici], pas.soirees[ici], pas.travaux[ici], ici]
        ici, atteint = self._chomes(etats[jour - 1], pas, ici, atteint)
        for passage in self.passages:
            if not len(ici):
                return
            if passage.jour + passage.duree != jour:
                continue
            s = pas.soirees[ici] - passage.soirees[:, None]
            t = pas.travaux[ici] - passage.travaux[:, None]
            possibles = (passage.fins[:, None] == pas.veille[ici]) & (s >= 0) & (t >= 0)
            depuis = etats[passage.jour][:, pas.repos[ici], np.maximum(s, 0), np.maximum(t, 0), ici]
            egaux = possibles & (depuis + passage.valeurs[:, :, ici].transpose(1, 0, 2) == atteint)
            trouves = egaux.reshape(-1, len(ici))
            oui = trouves.any(axis=0)
            classes, rangs = np.divmod(trouves.argmax(axis=0)[oui], len(passage.fins))
            pas.avancer(ici[oui], passage, classes, rangs)
            yield from zip(ici[oui].tolist(), passage.genres[rangs].tolist(), classes.tolist(), strict=True)
            ici, atteint = ici[~oui], atteint[~oui]
        if len(ici):
            raise AssertionError("état sans précédent")

    def _chomes(
        self, avant: Entiers, pas: "_Pas", ici: npt.NDArray[np.int64], atteint: Entiers
    ) -> tuple[npt.NDArray[np.int64], Entiers]:
        """Cells whose day was off go one day back; the others remain."""
        for ecart in (1, 0):
            for classe in range(CLASSES):
                repos = pas.repos[ici] - ecart
                depuis = avant[classe, np.maximum(repos, 0), pas.soirees[ici], pas.travaux[ici], ici]
                oui = (pas.veille[ici] == 0) & (repos >= 0) & (depuis == atteint)
                if not ecart:
                    oui &= repos == self.repos
                pas.jour[ici[oui]] -= 1
                pas.veille[ici[oui]] = classe
                pas.repos[ici[oui]] = repos[oui]
                ici, atteint = ici[~oui], atteint[~oui]
        return ici, atteint

    def _mouvement(self, genre: int, classe: int, cellule: int) -> _Mouvement:
        """The best move of this kind that may follow such an end of yesterday."""
        vu, meilleur = -1, JAMAIS * 4
        for debut in range(classe, CLASSES):
            cle = (genre * CLASSES + debut) * self.cellules + cellule
            groupe = int(self.groupes.searchsorted(cle))
            if groupe < len(self.groupes) and self.groupes[groupe] == cle:
                a, b = int(self.debuts[groupe]), int(self.fins_groupes[groupe])
                ici = a + int(self.valeurs[a:b].argmax())
                if self.valeurs[ici] > meilleur:
                    vu, meilleur = ici, int(self.valeurs[ici])
        return self.mouvements[vu]

    def _meilleure_option(self, etape: int) -> int:
        a = int(self.debuts_etapes[etape])
        b = a + len(self._options_par_etape[etape])
        return int(self.suite[a + int(self.profits[a:b].argmax())])
