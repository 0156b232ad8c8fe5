"""Which cells to reopen together, and how many: a kind grows while it is solved to the end, else it shrinks."""

import random
from dataclasses import dataclass, field

from orientibus.planification.etat import Etat
from orientibus.planification.terrain import Terrain

DEPART, PLANCHER, PLAFOND = 5.0, 2.0, 60.0
CROISSANCE, RECUL = 1.07, 0.93
GENRES = ("semaines", "bus", "demande")


@dataclass(slots=True)
class Voisinages:
    """Draws sets of cells; one object by thread, so that a seed repeats its draws."""

    terrain: Terrain
    alea: random.Random
    tailles: dict[str, float] = field(default_factory=lambda: dict.fromkeys(GENRES, DEPART))
    cellules_de: list[list[int]] = field(default_factory=list)
    utiles: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        terrain = self.terrain
        self.cellules_de = [sorted({terrain.cellule(option) for option in options}) for options in terrain.par_demande]
        self.utiles = [cellule.rang for cellule in terrain.cellules if cellule.options]

    def tirer(self, etat: Etat, genres: tuple[str, ...] = GENRES) -> tuple[str, list[int]]:
        genre = self.alea.choice(genres)
        taille = max(2, round(self.tailles[genre]))
        tirages = {"semaines": self._semaines, "bus": self._bus, "demande": self._demande}
        return genre, sorted(tirages[genre](etat, taille))

    def apprendre(self, genre: str, prouve: bool) -> None:
        taille = self.tailles[genre] * (CROISSANCE if prouve else RECUL)
        self.tailles[genre] = min(PLAFOND, max(PLANCHER, taille))

    def _semaines(self, etat: Etat, taille: int) -> set[int]:
        """Every bus, in as many consecutive weeks as it takes."""
        semaines, bus = self.terrain.semaines, len(self.terrain.instance.bus)
        nombre = -(-taille // bus)
        premiere = self.alea.randrange(max(1, semaines - nombre + 1))
        cellules = [b * semaines + s for b in range(bus) for s in range(premiere, min(semaines, premiere + nombre))]
        return set(self.alea.sample(cellules, min(taille, len(cellules))))

    def _bus(self, etat: Etat, taille: int) -> set[int]:
        """One or two buses over consecutive weeks."""
        semaines = self.terrain.semaines
        bus = {self.alea.randrange(len(self.terrain.instance.bus)) for _ in range(2)}
        nombre = -(-taille // len(bus))
        premiere = self.alea.randrange(max(1, semaines - nombre + 1))
        return {b * semaines + s for b in bus for s in range(premiere, min(semaines, premiere + nombre))}

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
