"""Which cells to reopen together, how many, and how choosy to be about what enters them.

A *manner* is a way of drawing cells and a threshold on the options' reduced costs. Each manner's size grows while its
neighbourhoods are solved to the end and shrinks when they are not; manners that pay are drawn more often.
"""

import random
from dataclasses import dataclass, field

from orientibus.planification.borne import Borne
from orientibus.planification.etat import Etat
from orientibus.planification.morceaux import TOUT
from orientibus.planification.relaxation import MILLE
from orientibus.planification.terrain import Terrain

PLANCHER, PLAFOND = 2.0, 80.0
CROISSANCE, RECUL = 1.1, 0.7
OUBLI = 0.85
HASARD = 0.2
"""Share of draws that ignore what paid so far."""
SEUILS = {700: 25.0, 1_500: 13.0, 3_000: 10.0, 8_000: 6.0, TOUT: 6.0}
"""How bad (thousandths of a weight) an option may look at the prices and still be tried; cells to begin with."""
GENRES = ("semaines", "bus", "demande")
GUIDES = (*GENRES, "manque")
BON = 1_500
"""Reduced cost of a placement that a good plan may well hold."""
SAUT = 0.2
"""Share of the steps that leave for another cell rather than to a neighbour."""


@dataclass(slots=True)
class Maniere:
    genre: str
    seuil: int
    taille: float
    rendement: float = 1e6
    """Gain by unit of effort, recently; high until tried."""

    def apprendre(self, *, gain: float, effort: float, prouve: bool) -> None:
        taille = self.taille * (CROISSANCE if prouve else RECUL)
        self.taille = min(PLAFOND, max(PLANCHER, taille))
        mesure = gain / max(effort, 1e-3)
        self.rendement = mesure if self.rendement >= 1e6 else OUBLI * self.rendement + (1 - OUBLI) * mesure


@dataclass(slots=True)
class Voisinages:
    """Draws sets of cells; one object by thread, so that a seed repeats its draws."""

    terrain: Terrain
    alea: random.Random
    manieres: list[Maniere] = field(default_factory=list)
    cellules_de: list[list[int]] = field(default_factory=list)
    utiles: list[int] = field(default_factory=list)
    guide: Borne | None = None
    bonnes_de: list[list[int]] = field(default_factory=list)
    """By request: the cells where it looks good at the guide's prices."""
    bonnes: list[list[int]] = field(default_factory=list)
    """By cell: the requests that look good there."""

    def __post_init__(self) -> None:
        terrain = self.terrain
        self.cellules_de = [sorted({terrain.cellule(option) for option in options}) for options in terrain.par_demande]
        self.utiles = [cellule.rang for cellule in terrain.cellules if cellule.options]
        self.recommencer()

    def _orienter(self, guide: Borne) -> None:
        terrain = self.terrain
        bonnes_de = [
            sorted({terrain.cellule(o) for o in options if guide.couts[o.rang] <= BON})
            for options in terrain.par_demande
        ]
        bonnes: list[list[int]] = [[] for _ in terrain.cellules]
        for demande, cellules in enumerate(bonnes_de):
            for cellule in cellules:
                bonnes[cellule].append(demande)
        self.bonnes_de, self.bonnes = bonnes_de, bonnes

    def recommencer(self, guide: Borne | None = None) -> None:
        """Forgets what paid: another goal, or other prices."""
        if guide is not None and guide is not self.guide:
            self._orienter(guide)
        self.guide = guide
        tailles = {(m.genre, m.seuil): m.taille for m in self.manieres}
        guides = self.guide is not None
        self.manieres = [
            Maniere(genre, seuil, tailles.get((genre, seuil), depart))
            for seuil, depart in SEUILS.items()
            if guides or seuil == TOUT
            for genre in (GUIDES if guides else GENRES)
        ]

    def tirer(self, etat: Etat) -> tuple[Maniere, list[int]]:
        maniere = self._maniere()
        taille = max(2, round(maniere.taille))
        tirages = {
            "semaines": self._semaines,
            "bus": self._bus,
            "demande": self._demande,
            "manque": self._manque,
        }
        return maniere, sorted(tirages[maniere.genre](etat, taille))

    def _maniere(self) -> Maniere:
        poids = [maniere.rendement for maniere in self.manieres]
        if self.alea.random() < HASARD or not any(poids):
            return self.alea.choice(self.manieres)
        return self.alea.choices(self.manieres, weights=poids)[0]

    def _semaines(self, etat: Etat, taille: int) -> set[int]:
        """Every bus, in as many consecutive weeks as it takes."""
        semaines, bus = self.terrain.semaines, len(self.terrain.instance.bus)
        nombre = min(semaines, -(-taille // bus))
        premiere = self.alea.randrange(semaines - nombre + 1)
        cellules = [b * semaines + s for b in range(bus) for s in range(premiere, premiere + nombre)]
        return set(self.alea.sample(cellules, min(taille, len(cellules))))

    def _bus(self, etat: Etat, taille: int) -> set[int]:
        """One or two buses over consecutive weeks."""
        semaines = self.terrain.semaines
        bus = sorted({self.alea.randrange(len(self.terrain.instance.bus)) for _ in range(2)})
        nombre = min(semaines, -(-taille // len(bus)))
        premiere = self.alea.randrange(semaines - nombre + 1)
        return {b * semaines + s for b in bus for s in range(premiere, premiere + nombre)}

    def _demande(self, etat: Etat, taille: int) -> set[int]:
        """Cells that some requests, rather left out ones, have in common."""
        cellules: set[int] = set()
        for _ in range(20 * taille):
            if len(cellules) >= min(taille, len(self.utiles)):
                break
            demande = self.alea.randrange(len(self.cellules_de))
            possibles = etat.libres(self.cellules_de[demande])
            if possibles and (demande not in etat.choix or self.alea.random() < 0.3):
                cellules.update(self.alea.sample(possibles, min(3, len(possibles))))
        return cellules

    def _manque(self, etat: Etat, taille: int) -> set[int]:
        """Cells far below what they could earn at these prices, with those that they would trade requests with."""
        manques = self._manques(etat)
        taille = min(taille, len(self.utiles))
        cellules: set[int] = set()
        for _ in range(20 * taille):
            if len(cellules) >= taille:
                break
            if not cellules or self.alea.random() < SAUT:
                cellules.update(etat.libres(self.alea.choices(self.utiles, weights=manques)))
                continue
            bonnes = self.bonnes[self.alea.choice(sorted(cellules))]
            if bonnes:
                demande = self.alea.choice(bonnes)
                option = etat.choix.get(demande)
                voisine = self.alea.choice(self.bonnes_de[demande]) if option is None else self.terrain.cellule(option)
                cellules.update(etat.libres([voisine]))
        return cellules

    def _manques(self, etat: Etat) -> list[int]:
        assert self.guide is not None  # noqa: S101 - this manner is drawn with a guide only
        prix, sommets = self.guide.prix, self.guide.sommets
        manques = []
        for cellule in self.utiles:
            demandes = list(etat.par_cellule[cellule])
            manques.append(1 + max(0, sommets[cellule] - sum(MILLE * etat.poids[d] - prix[d] for d in demandes)))
        return manques
