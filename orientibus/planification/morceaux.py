"""A piece of the plan: some cells reopened and solved exactly, the rest stands. Plain data, so a child can do it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from orientibus.planification.etat import Etat, Territoires
from orientibus.planification.modele import Expression, Modele, Reponse
from orientibus.planification.terrain import Option, Terrain

ECHELLE = 100_000
"""One unit of value against the lesser goals: above any imbalance or kilometres of a piece."""
TOUT = 10**9


class Phase(StrEnum):
    POIDS = "poids"
    EQUILIBRE = "équilibre"
    KM = "kilomètres"


@dataclass(frozen=True, slots=True)
class Morceau:
    """``dedans``: what the cells hold (options); ``servies``: every request of the plan; ``servis``: weight by
    territory; ``ecart``: imbalance not to exceed. Options whose reduced cost is above ``seuil`` stay out; ``effort``
    limits CP-SAT's deterministic seconds."""

    cellules: tuple[int, ...]
    phase: Phase
    dedans: tuple[int, ...]
    servies: frozenset[int]
    servis: tuple[int, ...]
    ecart: int
    secondes: float
    graine: int
    effort: float | None = None
    seuil: int = TOUT


def decouper(
    etat: Etat,
    cellules: Collection[int],
    phase: Phase,
    *,
    secondes: float,
    graine: int,
    effort: float | None = None,
    seuil: int = TOUT,
) -> Morceau:
    """The piece as the plan stands now."""
    with etat.verrou:
        return Morceau(
            cellules=tuple(cellules),
            phase=phase,
            dedans=tuple(option.rang for option in etat.interieur(cellules)),
            servies=frozenset(etat.choix),
            servis=tuple(etat.servis()),
            ecart=-etat.cle.moins_desequilibre,
            secondes=secondes,
            graine=graine,
            effort=effort,
            seuil=seuil,
        )


class Atelier:
    """What solving pieces takes: the ground, what each option brings, its reduced cost once the bound is known."""

    def __init__(self, terrain: Terrain, gains: Sequence[int], couts: Sequence[int] | None = None) -> None:
        self.terrain, self.gains, self.couts = terrain, gains, couts
        self.territoires = Territoires.de_terrain(terrain)
        self.poids = [d.poids for d in terrain.instance.demandes]

    def resoudre(self, morceau: Morceau, arret: Callable[[], bool] | None = None) -> Reponse:
        """Best content of the cells for the phase, the earlier goals not given back."""
        terrain = self.terrain
        dedans = [terrain.options[rang] for rang in morceau.dedans]
        libres = {option.demande for option in dedans}
        gains = {o.rang: self.gains[o.rang] for o in self._candidates(morceau, libres)}
        gains |= {option.rang: self.gains[option.rang] for option in dedans}
        modele = Modele(terrain, [terrain.cellules[c] for c in morceau.cellules], gains, indice=dedans)
        if not modele.exiger(libres & terrain.imposees):
            return Reponse(None, prouve=False)
        return modele.resoudre(
            secondes=morceau.secondes,
            graine=morceau.graine,
            objectif=self._objectif(modele, morceau, dedans),
            effort=morceau.effort,
            presque=morceau.effort is not None and morceau.phase is Phase.POIDS,
            arret=arret,
        )

    def _candidates(self, morceau: Morceau, libres: set[int]) -> list[Option]:
        dehors = morceau.servies - libres
        couts = self.couts if morceau.seuil < TOUT else None
        return [
            option
            for cellule in morceau.cellules
            for option in self.terrain.cellules[cellule].options
            if option.demande not in dehors and (couts is None or couts[option.rang] <= morceau.seuil)
        ]

    def _objectif(self, modele: Modele, morceau: Morceau, dedans: list[Option]) -> Expression:
        valeur = modele.objectif()
        if morceau.phase is Phase.POIDS:
            return valeur
        modele.cp.add(valeur >= sum(self.gains[option.rang] for option in dedans))
        territoires = self.territoires
        dehors = list(morceau.servis)
        for option in dedans:
            dehors[territoires.de[option.demande]] -= self.poids[option.demande]
        ecart = modele.ecart(territoires.de, self.poids, territoires.totaux, dehors)
        if morceau.phase is Phase.EQUILIBRE:
            return ECHELLE * valeur - ecart
        modele.cp.add(ecart <= morceau.ecart)
        return -modele.kilometres()
