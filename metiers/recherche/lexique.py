"""Vocabulary of the index: from a typed word to the stems that it may mean."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from commun.analyse import famille, racine

Entiers = npt.NDArray[np.int32]

POIDS_FAMILLE = 0.55
POIDS_DEBUT = 0.8
POIDS_FAUTE = (1.0, 0.85, 0.7)
DEBUTS_MAX = 40
CANDIDATS_MAX = 80
FAUTES_MAX = 6


def bigrammes(mot: str) -> list[str]:
    """Bigrams of a word with its edges marked."""
    borde = f"^{mot}$"
    return [borde[rang : rang + 2] for rang in range(len(borde) - 1)]


class Lexique:
    """Words of the corpus with their stems; lookups by exact word, coarse root, beginning and misspelling.

    Memory is proportional to the vocabulary (about 20,000 words for the full ROME).
    """

    def __init__(self, frequences: dict[str, int]) -> None:
        self.mots: list[str] = sorted(frequences)
        self.frequences = [frequences[mot] for mot in self.mots]
        self.rangs: dict[str, int] = {mot: rang for rang, mot in enumerate(self.mots)}
        self.tiges: dict[str, int] = {}
        self.tige_du_mot: list[int] = [self.tiges.setdefault(racine(mot), len(self.tiges)) for mot in self.mots]
        self._familles: dict[str, set[int]] = defaultdict(set)
        for mot, tige in zip(self.mots, self.tige_du_mot, strict=True):
            if len(mot) >= 4:
                self._familles[famille(mot)].add(tige)
        self._bigrammes = self._indexer_bigrammes()

    def _indexer_bigrammes(self) -> dict[str, Entiers]:
        listes: dict[str, list[int]] = defaultdict(list)
        for rang, mot in enumerate(self.mots):
            for paire in set(bigrammes(mot)):
                listes[paire].append(rang)
        return {paire: np.array(rangs, dtype=np.int32) for paire, rangs in listes.items()}

    def connait(self, mot: str) -> bool:
        """Whether the word, or another form of it, is in the corpus."""
        return mot in self.rangs or racine(mot) in self.tiges

    def parents(self, mot: str) -> dict[int, float]:
        """Stems of a correctly spelt word: its own and, for less, those of the same family."""
        trouve: dict[int, float] = {}
        if len(mot) >= 4:
            trouve = dict.fromkeys(self._familles.get(famille(mot), ()), POIDS_FAMILLE)
        tige = self.tiges.get(racine(mot))
        if tige is not None:
            trouve[tige] = 1.0
        return trouve

    def debutant_par(self, debut: str) -> dict[int, float]:
        """Stems of the most frequent words that begin so, at most ``DEBUTS_MAX``; O(log n + matches)."""
        if len(debut) < 2:
            return {}
        bas = bisect_left(self.mots, debut)
        haut = bisect_left(self.mots, debut + "\uffff")
        rangs: Iterable[int] = range(bas, haut)
        if haut - bas > DEBUTS_MAX:
            rangs = sorted(rangs, key=lambda rang: -self.frequences[rang])[:DEBUTS_MAX]
        return {self.tige_du_mot[rang]: POIDS_DEBUT for rang in rangs}

    def corriger(self, mot: str) -> list[tuple[str, int]]:
        """Known words within one edit (two from seven letters), nearest and most frequent first."""
        tolerance = 0 if len(mot) < 4 else 1 if len(mot) < 6 else 2
        if not tolerance:
            return []
        listes = [self._bigrammes[paire] for paire in set(bigrammes(mot)) if paire in self._bigrammes]
        if not listes:
            return []
        communs = np.bincount(np.concatenate(listes), minlength=len(self.mots))
        seuil = max(1, len(mot) + 1 - 3 * tolerance)
        candidats = np.flatnonzero(communs >= seuil)
        if candidats.size > CANDIDATS_MAX:
            candidats = candidats[np.argpartition(-communs[candidats], CANDIDATS_MAX)[:CANDIDATS_MAX]]
        textes = [self.mots[rang] for rang in candidats]
        distances = process.cdist([mot], textes, scorer=OSA.distance, score_cutoff=tolerance, dtype=np.uint8)[0]
        proches = [
            (int(distance), -self.frequences[rang], texte)
            for texte, rang, distance in zip(textes, candidats, distances, strict=True)
            if distance <= tolerance
        ]
        meilleure = min(proches, default=(0, 0, ""))[0]
        proches = sorted(proche for proche in proches if proche[0] <= meilleure + (len(mot) >= 8))
        return [(texte, distance) for distance, _, texte in proches[:FAUTES_MAX]]
