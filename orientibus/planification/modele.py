"""The exact model of a set of cells, solved by CP-SAT.

One variable by route of a day (places only, see `gabarits`) and one by option; an option needs its step on the
day's route. That linear relaxation is the hull of a day's plans, hence its strength; only the limits of the week cut
across it.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from orientibus.planification.gabarits import MINUIT, Etape, Gabarit
from orientibus.planification.terrain import Cellule, Option, Terrain

Lineaire = cp_model.LinearExpr
Expression = Any
"""A linear expression of CP-SAT, whose own type is a union that its operators do not accept."""
RAPIDE = {
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "max_presolve_iterations": 1,
    "inprocessing_dtime_ratio": 0.0,
    "add_lp_constraints_lazily": False,
    "add_cg_cuts": False,
    "add_rlt_cuts": False,
}
"""Settings of CP-SAT for the many small models of a search; what each one brings is in docs/adr/0019."""
PRESQUE = 3.5
"""A piece whose bound is this near (in the unit of its goal) is left: proving the last units takes most of the time."""
PAUSE = 0.1
"""Seconds between two looks at the stop flag."""


@dataclass(slots=True)
class Reponse:
    """What the solver found; ``prouve`` when nothing better exists in this neighbourhood, or nothing much better
    when that is all that was asked."""

    options: list[Option] | None
    prouve: bool
    valeur: int = 0
    effort: float = 0.0


@dataclass(slots=True)
class _Journee:
    """A day of a cell: what may occupy it, with when it begins and ends."""

    occupants: list[tuple[cp_model.IntVar, int, int]] = field(default_factory=list)


@contextmanager
def _guet(solveur: cp_model.CpSolver, arret: Callable[[], bool] | None) -> Iterator[None]:
    """Stops the search soon after ``arret`` says so."""
    fini = threading.Event()

    def guetter() -> None:
        while not fini.wait(PAUSE):
            if arret is not None and arret():
                solveur.stop_search()

    veilleur = threading.Thread(target=guetter, daemon=True) if arret is not None else None
    if veilleur is not None:
        veilleur.start()
    try:
        yield
    finally:
        fini.set()
        if veilleur is not None:
            veilleur.join()


class Modele:
    """Cells, the options allowed in them and what each brings. Options that ``gains`` does not name stay out."""

    def __init__(
        self,
        terrain: Terrain,
        cellules: Sequence[Cellule],
        gains: Mapping[int, int],
        *,
        indice: Collection[Option] = (),
    ) -> None:
        self.terrain, self.gains = terrain, gains
        self.indice = {option.rang for option in indice}
        self.etapes_indiquees = defaultdict(set)
        for option in indice:
            self.etapes_indiquees[terrain.cellule(option), option.jour].add(option.etape)
        self.cp = cp_model.CpModel()
        self.choix: dict[int, cp_model.IntVar] = {}
        self.par_demande: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        self.termes: list[cp_model.IntVar] = []
        self.coefficients: list[int] = []
        self.km: list[tuple[cp_model.IntVar, int]] = []
        self.indiquees: list[int] = []
        for cellule in cellules:
            self._cellule(cellule)
        for variables in self.par_demande.values():
            if len(variables) > 1:
                self.cp.add_at_most_one(variables)
        if self.indice:  # at once: one call by variable took a quarter of the building
            self.cp.proto.solution_hint.vars.extend(range(len(self.indiquees)))
            self.cp.proto.solution_hint.values.extend(self.indiquees)

    # --- rules ------------------------------------------------------------------------------

    def exiger(self, demandes: Collection[int]) -> bool:
        """These requests must be served; False when one has no option here."""
        for demande in demandes:
            if not self.par_demande.get(demande):
                return False
            self.cp.add_bool_or(self.par_demande[demande])
        return True

    def poids_servi(self, poids: Mapping[int, int]) -> Expression:
        """Sum over the requests of ``poids`` that are served here."""
        paires = [(v, p) for d, p in poids.items() if p for v in self.par_demande.get(d, ())]
        return Lineaire.weighted_sum([v for v, _ in paires], [p for _, p in paires])

    def kilometres(self) -> Expression:
        return Lineaire.weighted_sum([v for v, _ in self.km], [k for _, k in self.km])

    def ecart(
        self, de: Sequence[int], poids: Sequence[int], totaux: Sequence[int], dehors: Sequence[int]
    ) -> Expression:
        """Highest less lowest share served by territory, per thousand; ``dehors`` is served elsewhere."""
        haut, bas = self.cp.new_int_var(0, 1000, ""), self.cp.new_int_var(0, 1000, "")
        for territoire, total in enumerate(totaux):
            if not total:
                continue
            servi = dehors[territoire] + self.poids_servi(
                {d: poids[d] for d in self.par_demande if de[d] == territoire}
            )
            self.cp.add(total * haut >= 1000 * servi - (total - 1))
            self.cp.add(total * bas <= 1000 * servi)
        return haut - bas

    # --- solving ----------------------------------------------------------------------------

    def objectif(self) -> Expression:
        return Lineaire.weighted_sum(self.termes, self.coefficients)

    def resoudre(
        self,
        *,
        secondes: float,
        graine: int,
        objectif: Expression | None = None,
        effort: float | None = None,
        presque: bool = False,
        arret: Callable[[], bool] | None = None,
    ) -> Reponse:
        """``effort`` limits CP-SAT's deterministic time: a run repeats itself unless the clock stops it first. What
        only pays on models that take longer is then left out. ``presque``: within `PRESQUE` of the best will do."""
        self.cp.maximize(self.objectif() if objectif is None else objectif)
        solveur = cp_model.CpSolver()
        reglages = solveur.parameters
        reglages.num_workers = 1
        reglages.linearization_level = 2
        reglages.random_seed = graine
        reglages.max_time_in_seconds = max(0.01, secondes)
        if effort is not None:
            reglages.max_deterministic_time = effort
            for nom, valeur in RAPIDE.items():
                setattr(reglages, nom, valeur)
        if presque:
            reglages.absolute_gap_limit = PRESQUE
        with _guet(solveur, arret):
            statut = solveur.solve(self.cp)
        depense = float(solveur.response_proto.deterministic_time)
        if statut not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Reponse(None, statut == cp_model.INFEASIBLE, effort=depense)
        options = [self.terrain.options[rang] for rang, v in self.choix.items() if solveur.boolean_value(v)]
        return Reponse(options, statut == cp_model.OPTIMAL, round(solveur.objective_value), effort=depense)

    # --- construction -----------------------------------------------------------------------

    def _nouvelle(self, gain: int, indiquee: bool) -> cp_model.IntVar:
        variable = self.cp.new_bool_var("")
        if gain:
            self.termes.append(variable)
            self.coefficients.append(gain)
        self.indiquees.append(int(indiquee))
        return variable

    def _option(self, option: Option) -> cp_model.IntVar:
        km = sum(g.km for g in option.sejour)
        variable = self._nouvelle(self.gains[option.rang], option.rang in self.indice)
        if km:
            self.km.append((variable, km))
        self.choix[option.rang] = variable
        self.par_demande[option.demande].append(variable)
        return variable

    def _cellule(self, cellule: Cellule) -> None:
        journees: dict[int, _Journee] = defaultdict(_Journee)
        travail: list[tuple[cp_model.IntVar, int]] = []
        jours: list[tuple[cp_model.IntVar, int]] = []
        soirees: list[cp_model.IntVar] = []
        for jour, etapes in cellule.etapes.items():
            utiles = {e: [o for o in options if o.rang in self.gains] for e, options in etapes.items()}
            utiles = {etape: options for etape, options in utiles.items() if options}
            if not utiles:
                continue
            for gabarit, variable in self._jour(cellule, jour, utiles):
                journees[jour].occupants.append((variable, gabarit.depart, gabarit.retour))
                travail.append((variable, gabarit.travail))
                jours.append((variable, 1))
                if gabarit.soiree:
                    soirees.append(variable)
        for option in cellule.sejours:
            if option.rang in self.gains:
                variable = self._option(option)
                for rang, gabarit in enumerate(option.sejour):
                    journees[option.jour + rang].occupants.append((variable, gabarit.depart, gabarit.retour))
                travail.append((variable, sum(g.travail for g in option.sejour)))
                jours.append((variable, option.jours))
        self._limites(journees, travail, jours, soirees)

    def _jour(
        self, cellule: Cellule, jour: int, utiles: dict[Etape, list[Option]]
    ) -> list[tuple[Gabarit, cp_model.IntVar]]:
        """Route variables of a day, and its options tied to their steps."""
        indiquees = self.etapes_indiquees.get((cellule.rang, jour), set())
        passages: dict[Etape, list[cp_model.IntVar]] = defaultdict(list)
        rendus = []
        for gabarit in cellule.gabarits[jour]:
            if all(etape in utiles for etape in gabarit.etapes):
                variable = self._nouvelle(0, set(gabarit.etapes) == indiquees)
                self.km.append((variable, gabarit.km))
                rendus.append((gabarit, variable))
                for etape in gabarit.etapes:
                    passages[etape].append(variable)
        for etape, options in utiles.items():
            if etape in passages:
                variables = [self._option(option) for option in options]
                routes = passages[etape]
                expression = Lineaire.weighted_sum(variables + routes, [1] * len(variables) + [-1] * len(routes))
                self.cp.add(expression <= 0)
        return rendus

    def _limites(
        self,
        journees: dict[int, _Journee],
        travail: list[tuple[cp_model.IntVar, int]],
        jours: list[tuple[cp_model.IntVar, int]],
        soirees: list[cp_model.IntVar],
    ) -> None:
        regles = self.terrain.instance.regles
        for jour, journee in journees.items():
            self.cp.add_at_most_one([v for v, _, _ in journee.occupants])
            if jour + 1 in journees:
                self._repos(journee, journees[jour + 1])
        for termes, plafond in (
            (travail, regles.travail_semaine),
            (jours, regles.jours_semaine),
            ([(v, 1) for v in soirees], regles.soirees_semaine),
        ):
            if termes:
                self.cp.add(Lineaire.weighted_sum([v for v, _ in termes], [k for _, k in termes]) <= plafond)

    def _repos(self, veille: _Journee, lendemain: _Journee) -> None:
        """One clique by distinct end: whatever ends that late, with whatever then begins too early."""
        repos = self.terrain.instance.regles.repos
        for fin in sorted({retour for _, _, retour in veille.occupants}, reverse=True):
            precoces = [v for v, depart, _ in lendemain.occupants if MINUIT - fin + depart < repos]
            if not precoces:
                break
            tardifs = [v for v, _, retour in veille.occupants if retour >= fin]
            communs = {v.index for v in tardifs} & {v.index for v in precoces}
            self.cp.add_at_most_one([v for v in tardifs if v.index not in communs] + precoces)
