"""Skills of one origin over all occupations, as a sparse table: who asks what, and how rare it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Colonnes = npt.NDArray[np.int32]
Reels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Savoir:
    """A comparable skill. ``code`` names it in addresses: ROME's stable number, else the portal's slug."""

    code: str
    libelle: str
    slug: str = ""


@dataclass(frozen=True)
class BaseDeSavoirs:
    """Rows are occupations, columns are skills. ``poids`` is the rarity of each skill, ``ln(1 + N / n)``.

    N is the number of published occupations described in this base, n how many of them ask for the skill.
    """

    nom: str
    savoirs: tuple[Savoir, ...]
    par_code: Mapping[str, int]
    par_ligne: tuple[Colonnes, ...]
    par_colonne: tuple[Colonnes, ...]
    frequences: npt.NDArray[np.int64]
    poids: Reels
    totaux: Reels
    """Weight of all the skills of each occupation; 0 where it is not described in this base."""
    nombre_decrits: int

    @classmethod
    def construire(
        cls, nom: str, *, publies: Sequence[bool], liens: Iterable[tuple[int, int]], savoirs: Mapping[int, Savoir]
    ) -> "BaseDeSavoirs":
        """From pairs (row, key of a skill); ``publies`` says of each row whether it counts for rarity."""
        cles = list(savoirs)
        colonnes = {cle: rang for rang, cle in enumerate(cles)}
        listes: list[dict[int, None]] = [{} for _ in publies]
        for ligne, cle in liens:
            listes[ligne][colonnes[cle]] = None
        par_ligne = tuple(np.fromiter(liste, dtype=np.int32, count=len(liste)) for liste in listes)
        inverses: list[list[int]] = [[] for _ in cles]
        for ligne, liste in enumerate(listes):
            if publies[ligne]:
                for colonne in liste:
                    inverses[colonne].append(ligne)
        frequences = np.array([len(lignes) for lignes in inverses], dtype=np.int64)
        decrits = sum(1 for ligne, liste in enumerate(listes) if liste and publies[ligne])
        poids = np.log1p(max(decrits, 1) / np.maximum(frequences, 1))
        return cls(
            nom=nom,
            savoirs=tuple(savoirs.values()),
            par_code={savoir.code: rang for rang, savoir in enumerate(savoirs.values())},
            par_ligne=par_ligne,
            par_colonne=tuple(np.array(lignes, dtype=np.int32) for lignes in inverses),
            frequences=frequences,
            poids=poids,
            totaux=np.array([float(poids[liste].sum()) for liste in par_ligne]),
            nombre_decrits=decrits,
        )

    def decrit(self, ligne: int) -> bool:
        """Whether an occupation is described in this base."""
        return self.par_ligne[ligne].size > 0

    def communs(self, colonnes: Colonnes) -> Reels:
        """Weight of these skills in each published occupation."""
        if not len(colonnes):
            return np.zeros(len(self.par_ligne))
        listes = [self.par_colonne[colonne] for colonne in colonnes]
        poids = np.repeat(self.poids[colonnes], [len(liste) for liste in listes])
        return np.bincount(np.concatenate(listes), weights=poids, minlength=len(self.par_ligne)).astype(np.float64)

    def recouvrements(self, colonnes: Colonnes) -> tuple[Reels, Reels]:
        """For each published occupation: share of what it asks that is in ``colonnes``, and share of them it uses.

        Not a number where the occupation is not described in this base.
        """
        communs = self.communs(colonnes)
        total = float(self.poids[colonnes].sum()) if len(colonnes) else 0.0
        demandes = np.where(self.totaux > 0, self.totaux, np.nan)
        utiles = communs / total if total else communs * np.nan
        return communs / demandes, np.where(self.totaux > 0, utiles, np.nan)

    def rares_d_abord(self, colonnes: Iterable[int]) -> list[int]:
        """These skills, the rarest first; by name when they are as rare."""
        return sorted(colonnes, key=lambda c: (-float(self.poids[c]), self.savoirs[c].libelle))
