"""Which cells to reopen together, how many, and how choosy to be about what enters them.

A *manner* is a way of drawing cells and a threshold on the options' reduced costs. Each manner's size grows while its
neighbourhoods are solved to the end and shrinks when they are not; manners that pay are drawn more often.
"""

import random
from dataclasses import dataclass, field

from orientibus.planification.etat import Etat
from orientibus.planification.terrain import Terrain

DEPART, PLANCHER, PLAFOND = 6.0, 2.0, 80.0
CROISSANCE, RECUL = 1.1, 0.88
OUBLI = 0.85
HASARD = 0.2
"""Share of draws that ignore what paid so far."""
TOUT = 10**9
SEUILS = (700, 1_500, 3_000, 8_000, TOUT)
"""How bad (thousandths of a weight) an option may look at the bound's prices and still be tried."""
GENRES = ("semaines", "bus", "demande")


@dataclass(slots=True)
class Maniere:
    genre: str
    seuil: int
    taille: float = DEPART
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

    def __post_init__(self) -> None:
        terrain = self.terrain
        self.cellules_de = [sorted({terrain.cellule(option) for option in options}) for options in terrain.par_demande]
        self.utiles = [cellule.rang for cellule in terrain.cellules if cellule.options]
        self.recommencer(SEUILS)

    def recommencer(self, seuils: tuple[int, ...]) -> None:
        """Forgets what paid: another goal, or other prices."""
        tailles = {(m.genre, m.seuil): m.taille for m in self.manieres}
        self.manieres = [
            Maniere(genre, seuil, tailles.get((genre, seuil), DEPART)) for seuil in seuils for genre in GENRES
        ]

    def tirer(self, etat: Etat) -> tuple[Maniere, list[int]]:
        maniere = self._maniere()
        taille = max(2, round(maniere.taille))
        tirages = {"semaines": self._semaines, "bus": self._bus, "demande": self._demande}
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
            possibles = self.cellules_de[demande]
            if possibles and (demande not in etat.choix or self.alea.random() < 0.3):
                cellules.update(self.alea.sample(possibles, min(3, len(possibles))))
        return cellules
