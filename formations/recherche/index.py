"""An inverted index of trainings: words by field, corrected, with the diplomas' names read apart."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from commun.analyse import MOTS_DE_DEMANDE, couper, famille, mots_pleins, normaliser, racine
from formations.recherche.diplomes import AUSSI, separer_diplomes

POIDS = {"titre": 4.0, "metier": 2.0, "domaine": 1.2, "lieu": 1.0}
POIDS_FAMILLE, POIDS_DEBUT, POIDS_FAUTE = 0.7, 0.8, 0.6
MOTS_DE_FORMATION = frozenset(
    ("formation", "formations", "diplome", "diplomes", "ecole", "ecoles", "etude", "etudes", "cours", "lycee")
    + ("apprendre", "titre", "certification")
)
"""Words by which people ask for a training; ignored as long as another word remains."""
MOTS_MAX = 12
LONGUEUR_DEBUT = 3


@dataclass(frozen=True, slots=True)
class DocumentFormation:
    """What a training is found by. ``titre``: its name and its diploma; then occupations, domains, places and ways."""

    titre: tuple[str, ...]
    metiers: tuple[str, ...] = ()
    domaines: tuple[str, ...] = ()
    lieux: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouvee:
    """A training found: its rank among the documents, a score that compares within one query, the field that met it."""

    rang: int
    score: float
    champ: str


@dataclass(frozen=True, slots=True)
class Reponse:
    """Trainings found, best first. ``partielle``: no training answers all the words, these answer most of them."""

    trouvees: tuple[Trouvee, ...] = ()
    partielle: bool = False


class IndexFormations:
    """Built once for all trainings; a query costs the postings of its words."""

    def __init__(self, documents: Sequence[DocumentFormation]) -> None:
        self.nombre = len(documents)
        self._signes: dict[str, set[int]] = defaultdict(set)
        self._postes: dict[str, dict[int, tuple[float, str]]] = defaultdict(dict)
        self._familles: dict[str, set[str]] = defaultdict(set)
        mots: set[str] = set()
        for rang, document in enumerate(documents):
            for champ, textes in (
                ("titre", document.titre),
                ("metier", document.metiers),
                ("domaine", document.domaines),
                ("lieu", document.lieux),
            ):
                for texte in textes:
                    mots.update(self._poser(rang, champ, texte))
        self._mots = sorted(mots)

    def _poser(self, rang: int, champ: str, texte: str) -> list[str]:
        signes, reste = separer_diplomes(texte) if champ == "titre" else ((), normaliser(texte))
        for signe in signes:
            for autre in (signe, *AUSSI.get(signe, ())):
                self._signes[autre].add(rang)
        mots = mots_pleins(reste)
        for mot in mots:
            tige = racine(mot)
            self._familles[famille(mot)].add(tige)
            poids = POIDS[champ]
            if self._postes[tige].get(rang, (0.0, ""))[0] < poids:
                self._postes[tige][rang] = (poids, champ)
        return mots

    def avec_diplomes(self, signes: Iterable[str]) -> set[int] | None:
        """Trainings that bear all these diplomas' signs; ``None`` when none is asked."""
        ensembles = [self._signes.get(signe, set()) for signe in signes]
        return set.intersection(*ensembles) if ensembles else None

    def chercher(self, q: str) -> Reponse:
        """Trainings that answer a text: all its words if any does, else the most of them."""
        signes, reste = separer_diplomes(couper(q))
        permis = self.avec_diplomes(signes)
        mots = self._mots_utiles(reste, bool(signes))
        if not mots:
            rangs = sorted(permis) if permis else []
            return Reponse(tuple(Trouvee(rang, 1.0, "titre") for rang in rangs))
        notes: dict[int, float] = defaultdict(float)
        touches: dict[int, int] = defaultdict(int)
        champs: dict[int, str] = {}
        for numero, mot in enumerate(mots):
            for rang, (note, champ) in self._repondre(mot, numero == len(mots) - 1).items():
                if permis is not None and rang not in permis:
                    continue
                notes[rang] += note
                touches[rang] += 1
                champs.setdefault(rang, champ)
        if not notes:
            return Reponse()
        seuil = max(touches.values())
        trouvees = [Trouvee(rang, note, champs[rang]) for rang, note in notes.items() if touches[rang] == seuil]
        return Reponse(tuple(sorted(trouvees, key=lambda t: (-t.score, t.rang))), partielle=seuil < len(mots))

    @staticmethod
    def _mots_utiles(reste: str, deja: bool) -> list[str]:
        """Words that describe; those by which one asks count only when nothing else is typed."""
        mots = list(dict.fromkeys(mots_pleins(reste)))[:MOTS_MAX] if reste else []
        utiles = [mot for mot in mots if mot not in MOTS_DE_DEMANDE and mot not in MOTS_DE_FORMATION]
        return utiles if utiles or deja else mots

    def _repondre(self, mot: str, dernier: bool) -> dict[int, tuple[float, str]]:
        """Trainings that hold a word, one of its family, one that it begins, or one that it misspells."""
        tiges = self._tiges(mot, dernier)
        resultat: dict[int, tuple[float, str]] = {}
        for tige, poids in tiges.items():
            postes = self._postes.get(tige, {})
            rarete = 1.0 + log((self.nombre + 1) / (len(postes) + 1))
            for rang, (poids_champ, champ) in postes.items():
                note = poids * poids_champ * rarete
                if note > resultat.get(rang, (0.0, ""))[0]:
                    resultat[rang] = (note, champ)
        return resultat

    def _tiges(self, mot: str, dernier: bool) -> dict[str, float]:
        tiges: dict[str, float] = {}
        if dernier and len(mot) >= LONGUEUR_DEBUT:
            tiges |= dict.fromkeys((racine(suite) for suite in self.debutant_par(mot)), POIDS_DEBUT)
        tiges |= dict.fromkeys(self._familles.get(famille(mot), ()), POIDS_FAMILLE)
        if racine(mot) in self._postes:
            tiges[racine(mot)] = 1.0
        return tiges or dict.fromkeys((racine(autre) for autre in self._corriger(mot)), POIDS_FAUTE)

    def debutant_par(self, debut: str) -> list[str]:
        """Words that begin so, in alphabetical order."""
        bas = bisect_left(self._mots, debut)
        return self._mots[bas : bisect_left(self._mots, debut + "\uffff", bas)]

    def _corriger(self, mot: str) -> list[str]:
        """Words one mistake away, two when the word is long."""
        if len(mot) < 4 or mot.isdigit():
            return []
        distance = 1 if len(mot) < 8 else 2
        proches = process.extract(mot, self._mots, scorer=OSA.distance, score_cutoff=distance, limit=8)
        return [autre for autre, ecart, _ in proches if ecart == proches[0][1]]
