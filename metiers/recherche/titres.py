"""Titles as strings: exact, by their beginning, and by resemblance."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from commun.analyse import formes, normaliser
from metiers.recherche.corpus import Entiers, Unite

SIGLE = re.compile(r"\(([A-Z][A-Za-z&]*[A-Z])\)|(?<!\w)-\s?([A-Z][A-Za-z&]*[A-Z])\s?-?$")
"""Abbreviation at the end or within a title: « (ATSEM) », « -ASV- »; it is a spelling of its own."""
CANDIDATS_MAX = 48
PART_TRIGRAMME_MAX = 0.12
PART_MEILLEUR = 0.4


@dataclass(slots=True)
class Rapprochement:
    """Spellings near the query: their ranks and their resemblance, 0 to 1."""

    rangs: npt.NDArray[np.intp]
    notes: npt.NDArray[np.float32]


def trigrammes(texte: str) -> set[str]:
    """Trigrams of a normalised text with its edges marked."""
    borde = f"  {texte} "
    return {borde[rang : rang + 3] for rang in range(len(borde) - 2)}


def ecritures(titre: str) -> dict[str, str]:
    """Every normalised spelling of a title with the text to show for it, the masculine first."""
    trouve: dict[str, str] = {}
    candidats = [*formes(titre), titre]
    if " / " in titre:
        candidats.append(titre.partition(" / ")[2])
    candidats += [SIGLE.sub("", candidat).strip() for candidat in candidats if SIGLE.search(candidat)]
    for candidat in candidats:
        trouve.setdefault(normaliser(candidat), candidat)
    for sigle in SIGLE.findall(titre):
        trouve.setdefault(normaliser("".join(sigle)), titre if " / " not in titre else formes(titre)[0])
    trouve.pop("", None)
    return trouve


class IndexTitres:
    """All spellings of all titles in alphabetical order, with trigram postings.

    About 26,000 spellings for the full ROME; a lookup by beginning costs O(log n + matches), one by
    resemblance O(sum of the rare trigrams' postings) and at most ``CANDIDATS_MAX`` edit distances.
    """

    def __init__(self, titres: Sequence[Unite]) -> None:
        triees = sorted(
            (ecrit, rang, affiche)
            for rang, titre in enumerate(titres)
            for ecrit, affiche in ecritures(titre.texte).items()
        )
        self.textes = [ecrit for ecrit, _, _ in triees]
        self.affichages = [affiche for _, _, affiche in triees]
        self.titres: Entiers = np.array([rang for _, rang, _ in triees], dtype=np.int32)
        self.longueurs: Entiers = np.array([len(ecrit) for ecrit in self.textes], dtype=np.int32)
        self._trigrammes = self._indexer_trigrammes()

    def _indexer_trigrammes(self) -> dict[str, Entiers]:
        listes: dict[str, list[int]] = defaultdict(list)
        for rang, texte in enumerate(self.textes):
            for trigramme in trigrammes(texte):
                listes[trigramme].append(rang)
        return {trigramme: np.array(rangs, dtype=np.int32) for trigramme, rangs in listes.items()}

    def exacts(self, texte: str) -> tuple[int, int]:
        """Range of the spellings equal to a normalised text."""
        bas = bisect_left(self.textes, texte)
        haut = bas
        while haut < len(self.textes) and self.textes[haut] == texte:
            haut += 1
        return bas, haut

    def debutant_par(self, texte: str) -> tuple[int, int]:
        """Range of the spellings that begin with a normalised text."""
        return bisect_left(self.textes, texte), bisect_left(self.textes, texte + "\uffff")

    def suivi_espace(self, bas: int, haut: int, longueur: int) -> npt.NDArray[np.bool_]:
        """For each spelling of a range, whether its first ``longueur`` characters end a word."""
        return np.array([texte[longueur : longueur + 1] in (" ", "") for texte in self.textes[bas:haut]], dtype=bool)

    def ressemblants(self, texte: str) -> Rapprochement:
        """Spellings within a few edits of a normalised text, scored by OSA similarity."""
        listes = [self._trigrammes[trigramme] for trigramme in trigrammes(texte) if trigramme in self._trigrammes]
        listes.sort(key=len)
        plafond = max(64, int(len(self.textes) * PART_TRIGRAMME_MAX))
        retenues = [liste for liste in listes if liste.size <= plafond] or listes[:4]
        if not retenues:
            return Rapprochement(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.float32))
        communs = np.bincount(np.concatenate(retenues), minlength=len(self.textes)) / (self.longueurs + len(texte))
        candidats = np.flatnonzero(communs >= PART_MEILLEUR * communs.max())
        if candidats.size > CANDIDATS_MAX:
            candidats = candidats[np.argpartition(-communs[candidats], CANDIDATS_MAX)[:CANDIDATS_MAX]]
        choix = [self.textes[rang] for rang in candidats]
        notes = process.cdist([texte], choix, scorer=OSA.normalized_similarity, dtype=np.float32)[0]
        return Rapprochement(candidats, notes)
