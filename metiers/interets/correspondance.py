"""Match of a profile with the occupations: Pearson's correlation, and an order that one answer does not upset.

**The first ten.** One step of one answer moves one score by one point, which turns the profile by 5 to 10 degrees: of
1,584 occupations, the ten nearest are then often others. So ten *readers* choose in turn, each the free occupation that
correlates best with what it reads of the profile. A reader does not see a score to the point: it sees the step of three
or four points that the score falls in, and the ten have their steps at different places, so that **one point moves what
exactly three of them read at most**. When one reader chooses otherwise, the set that is chosen in turn changes by at
most one occupation (whoever wants what is taken takes the one that was left): so **at least seven of ten stay**,
whatever the profile, the change and the catalogue. The others follow by correlation.
"""

from collections.abc import Iterable, Sequence
from enum import Enum

import numpy as np
import numpy.typing as npt

from metiers.interets.profil import MAXIMUM, Profil
from metiers.interets.vecteurs import Attributs, Reels, vecteur

Entiers = npt.NDArray[np.int64]

SEUIL_GRANDE = 0.608
SEUIL_MEILLEURE = 0.729
"""O*NET's published thresholds of "great" and "best" fit."""
PREMIERS = 10


class Label(Enum):
    """Strength of a match."""

    MEILLEURE = "meilleure"
    GRANDE = "grande"
    LOINTAINE = "lointaine"

    @classmethod
    def de(cls, r: float) -> "Label":
        """The label that a correlation deserves."""
        if r >= SEUIL_MEILLEURE:
            return cls.MEILLEURE
        return cls.GRANDE if r >= SEUIL_GRANDE else cls.LOINTAINE


def _lecteurs() -> tuple[Entiers, Entiers]:
    """Step and shift of the ten readers for each score (10 × 6).

    For every score six readers have steps of 3, two at each shift, and four have steps of 4, one at each shift: any
    point of any score is the border of exactly three readers. Readers change places from one score to the next.
    """
    pas, decalages = np.zeros((PREMIERS, 6), np.int64), np.zeros((PREMIERS, 6), np.int64)
    for score, (facteur, debut) in enumerate(((1, 0), (3, 1), (7, 2), (9, 3), (3, 5), (7, 7))):
        for lecteur in range(PREMIERS):
            rang = (facteur * lecteur + debut) % PREMIERS
            pas[lecteur, score], decalages[lecteur, score] = (3, rang % 3) if rang < 6 else (4, rang - 6)
    return pas, decalages


PAS, DECALAGES = _lecteurs()


def lectures(profil: Profil) -> Reels:
    """What the ten readers see of the profile (10 × 6): the middle of each score's step."""
    scores = np.array(profil.scores)
    bas = (scores + DECALAGES) // PAS * PAS - DECALAGES
    milieux: Reels = (np.maximum(bas, 0) + np.minimum(bas + PAS - 1, MAXIMUM)) / 2
    return milieux


def unitaire(valeurs: npt.ArrayLike) -> Reels:
    """Rows centred, of length 1: a scalar product is then Pearson's r. A flat row is 0 and correlates with none."""
    tableau = np.asarray(valeurs, np.float64)
    centre = tableau - tableau.mean(axis=-1, keepdims=True)
    longueurs = np.linalg.norm(centre, axis=-1, keepdims=True)
    resultat: Reels = np.divide(centre, longueurs, out=np.zeros_like(centre), where=longueurs > 1e-9)
    return resultat


class Correspondeur:
    """The occupations as vectors, ready to be matched with any profile."""

    def __init__(self, attributs: Iterable[tuple[int, Attributs]]) -> None:
        couples = list(attributs)
        self.ids: tuple[int, ...] = tuple(pk for pk, _ in couples)
        self.attributs: tuple[Attributs, ...] = tuple(a for _, a in couples)
        self._rangs = {pk: rang for rang, pk in enumerate(self.ids)}
        valeurs = np.array([vecteur(a) for a in self.attributs]).reshape(len(couples), 6)
        self.unites = unitaire(valeurs)

    def correlations(self, profil: Profil) -> Reels:
        """Correlation with every occupation, in the order of ``ids``."""
        resultat: Reels = self.unites @ unitaire(profil.scores)
        return resultat

    def r(self, profil: Profil) -> dict[int, float]:
        """Correlation by occupation."""
        return dict(zip(self.ids, self.correlations(profil).tolist(), strict=True))

    def r_de(self, profil: Profil, pk: int) -> float | None:
        """Correlation with one occupation; ``None`` when its interests are not known."""
        rang = self._rangs.get(pk)
        return None if rang is None else float(self.unites[rang] @ unitaire(profil.scores))

    def vecteur_de(self, pk: int) -> Reels | None:
        """Centred values of one occupation, of length 1."""
        rang = self._rangs.get(pk)
        return None if rang is None else self.unites[rang]

    def premiers(self, profil: Profil, parmi: Iterable[int] | None = None) -> list[int]:
        """The ten (or fewer) that the readers choose among these occupations, best correlation first."""
        rangs = self._choisis(profil, self._rangs_de(parmi))
        return [self.ids[rang] for rang in self._par_r(rangs, self.correlations(profil))]

    def ordonner(self, profil: Profil, parmi: Iterable[int] | None = None) -> list[int]:
        """All these occupations: the first ten, then the others by correlation."""
        rangs = self._rangs_de(parmi)
        choisis = self._choisis(profil, rangs)
        r = self.correlations(profil)
        autres = np.setdiff1d(rangs, choisis)
        return [self.ids[rang] for rang in (*self._par_r(choisis, r), *self._par_r(autres, r))]

    def _rangs_de(self, parmi: Iterable[int] | None) -> Entiers:
        if parmi is None:
            return np.arange(len(self.ids))
        return np.array(sorted({self._rangs[pk] for pk in parmi if pk in self._rangs}), np.int64)

    def _choisis(self, profil: Profil, rangs: Entiers) -> Entiers:
        """Each reader in turn takes the best of what is left; the earlier one in the catalogue among equals."""
        if len(rangs) <= PREMIERS:
            return rangs
        # Rounded, so that equal vectors are equal wherever the machine's arithmetic put them.
        vues = np.round(unitaire(lectures(profil)) @ self.unites[rangs].T, 9)
        choisis: list[int] = []
        for vue in vues:
            vue[choisis] = -np.inf
            choisis.append(int(vue.argmax()))
        return rangs[choisis]

    @staticmethod
    def _par_r(rangs: Sequence[int] | Entiers, r: Reels) -> list[int]:
        return sorted((int(rang) for rang in rangs), key=lambda rang: (-r[rang], rang))
