"""Sets of offers as integers, grouped by training: how many trainings a set touches, in four operations.

Offers of one training are side by side, and a guard bit follows each group. With every guard raised, taking one from
the bottom of each group leaves the guard standing only where the group is not empty: what remains of the guards are
the trainings. No loop, and no carry from a group to the next. See ``docs/adr/0015``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Booleens = npt.NDArray[np.bool_]
Entiers = npt.NDArray[np.int64]
Reels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Groupes:
    """Positions of offers by training. ``debuts``: first position of each; ``fins``: its guard."""

    debuts: Entiers
    fins: Entiers
    longueur: int
    bas: int
    gardes: int

    @classmethod
    def de(cls, tailles: Sequence[int]) -> "Groupes":
        """Groups of these sizes, each at least one."""
        bornes = np.cumsum([0, *(taille + 1 for taille in tailles)], dtype=np.int64)
        longueur = int(bornes[-1])
        debuts, fins = bornes[:-1], bornes[1:] - 1
        return cls(debuts, fins, longueur, ensemble(debuts, longueur), ensemble(fins, longueur))

    @property
    def tous(self) -> int:
        """Every offer."""
        return ((1 << self.longueur) - 1) & ~self.gardes

    def touches(self, masque: int) -> int:
        """The guards of the trainings that have an offer in the set."""
        return ((masque | self.gardes) - self.bas) & self.gardes

    def nombre(self, masque: int) -> int:
        """How many trainings have an offer in the set."""
        return self.touches(masque).bit_count()

    def rangs(self, masque: int) -> Entiers:
        """Ranks of the trainings that have an offer in the set."""
        trouves: Entiers = np.flatnonzero(drapeaux_de(self.touches(masque), self.longueur)[self.fins])
        return trouves

    def de_formations(self, rangs: Iterable[int]) -> int:
        """Every offer of these trainings."""
        drapeaux = np.zeros(self.longueur, dtype=bool)
        for rang in rangs:
            drapeaux[self.debuts[rang] : self.fins[rang]] = True
        return ensemble_de(drapeaux)

    def minimum(self, valeurs: Reels, dedans: Booleens) -> Reels:
        """Smallest value of each training among the offers inside; infinite without one."""
        if not self.longueur:
            return np.empty(0)
        return np.minimum.reduceat(np.where(dedans, valeurs, np.inf), self.debuts)

    def somme(self, valeurs: Entiers, dedans: Booleens) -> Entiers:
        """Sum of the values of each training over the offers inside."""
        if not self.longueur:
            return np.empty(0, dtype=np.int64)
        total: Entiers = np.add.reduceat(np.where(dedans, valeurs, 0), self.debuts)
        return total


def ensemble(positions: Iterable[int], longueur: int) -> int:
    """The set of these positions."""
    drapeaux = np.zeros(longueur, dtype=bool)
    rangs = np.fromiter(positions, dtype=np.int64)
    drapeaux[rangs] = True
    return ensemble_de(drapeaux)


def ensemble_de(drapeaux: Booleens) -> int:
    """The set of the positions that are true."""
    return int.from_bytes(np.packbits(drapeaux, bitorder="little").tobytes(), "little")


def drapeaux_de(masque: int, longueur: int) -> Booleens:
    """One boolean per position."""
    octets = np.frombuffer(masque.to_bytes(longueur // 8 + 1, "little"), dtype=np.uint8)
    return np.unpackbits(octets, bitorder="little")[:longueur].astype(bool)
