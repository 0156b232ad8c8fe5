"""From documents to arrays: the units of text, their stems and the occupations that they belong to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from commun.analyse import formes, mots_pleins, normaliser
from metiers.recherche.documents import Champ, DocumentMetier, Synonymes, Titre
from metiers.recherche.lexique import Lexique

Entiers = npt.NDArray[np.int32]
Reels = npt.NDArray[np.float32]

POIDS_CHAMPS: dict[Champ, float] = {
    "titre": 1.0,
    "mot": 1.0,
    "competence": 0.85,
    "savoir": 0.6,
    "definition": 0.85,
    "contexte": 0.75,
    "interet": 0.6,
    "theme": 0.55,
    "secteur": 0.5,
}
POIDS_COEUR = 1.0
"""Weight of a skill at the heart of the occupation, against ``POIDS_CHAMPS["competence"]`` for the others."""


SUPERVISION = frozenset(
    ("superviser", "coordonner", "encadrer", "planifier", "former", "evaluer", "organiser", "piloter", "diriger")
)


@dataclass(slots=True)
class Liens:
    """Sparse rows: row ``i`` owns ``indices[debuts[i]:debuts[i + 1]]`` with as many weights."""

    debuts: Entiers
    indices: Entiers
    poids: Reels

    def ligne(self, rang: int) -> Entiers:
        """Indices of one row, without a copy."""
        return self.indices[self.debuts[rang] : self.debuts[rang + 1]]

    def poids_ligne(self, rang: int) -> Reels:
        """Weights of one row, without a copy."""
        return self.poids[self.debuts[rang] : self.debuts[rang + 1]]

    def positions(self, rangs: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Places in ``indices`` of many rows at once, and for each the place of its row in ``rangs``."""
        tailles = self.debuts[rangs + 1] - self.debuts[rangs]
        origine = np.repeat(np.arange(rangs.size), tailles)
        pas = np.arange(int(tailles.sum())) - np.repeat(np.cumsum(tailles) - tailles, tailles)
        return np.repeat(self.debuts[rangs], tailles) + pas, origine


def assembler_liens(lignes: Sequence[Iterable[tuple[int, float]]]) -> Liens:
    """Pack rows of (index, weight) pairs; linear in their number."""
    indices: list[int] = []
    poids: list[float] = []
    debuts = [0]
    for ligne in lignes:
        for indice, valeur in ligne:
            indices.append(indice)
            poids.append(valeur)
        debuts.append(len(indices))
    return Liens(
        debuts=np.array(debuts, dtype=np.int32),
        indices=np.array(indices, dtype=np.int32),
        poids=np.array(poids, dtype=np.float32),
    )


@dataclass(slots=True)
class Unite:
    """A title, a skill, a sentence: the smallest text that a query is compared with."""

    texte: str
    champ: Champ
    mots: list[str]
    peu_usite: bool = False
    principal: bool = False
    officiel: bool = True


class Corpus:
    """Units of all documents, each text kept once, the titles first (they come by document)."""

    def __init__(self, documents: Sequence[DocumentMetier]) -> None:
        self.unites: list[Unite] = []
        self.metiers_de_unite: list[dict[int, float]] = []
        rangs: dict[tuple[str, str], int] = {}
        for metier, document in enumerate(documents):
            for titre in document.titres:
                mots = [mot for forme in formes(titre.texte) for mot in mots_pleins(normaliser(forme))]
                self.unites.append(Unite(titre.texte, "titre", mots, titre.peu_usite, titre.principal, titre.officiel))
                self.metiers_de_unite.append({metier: 1.0})
        self.nombre_titres = len(self.unites)
        for metier, document in enumerate(documents):
            for champ, texte, poids in _textes(document):
                rang = rangs.get((champ, texte))
                if rang is None:
                    rang = rangs[champ, texte] = len(self.unites)
                    self.unites.append(Unite(texte, champ, mots_pleins(normaliser(texte))))
                    self.metiers_de_unite.append({})
                anciens = self.metiers_de_unite[rang]
                anciens[metier] = max(poids, anciens.get(metier, 0.0))

    def lexique(self, synonymes: Synonymes) -> Lexique:
        """Vocabulary of the units and of the synonyms, with the number of units of each word."""
        frequences: Counter[str] = Counter()
        for unite in self.unites:
            frequences.update(set(unite.mots))
        for dit, comprendre in synonymes.entrees:
            for texte in dit + comprendre:
                frequences.update(mots_pleins(normaliser(texte)))
        return Lexique(frequences)

    def tiges_des_unites(self, lexique: Lexique) -> list[set[int]]:
        """Stems of every unit."""
        return [{lexique.tige_du_mot[lexique.rangs[mot]] for mot in unite.mots} for unite in self.unites]


def sans_doublons(document: DocumentMetier) -> DocumentMetier:
    """The document with each title once: one written here and the official one often differ by their form only."""
    titres: dict[frozenset[str], Titre] = {}
    for titre in document.titres:
        cle = frozenset(normaliser(forme) for forme in formes(titre.texte))
        autre = titres.get(cle)
        if autre:
            titre = replace(
                autre,
                peu_usite=autre.peu_usite and titre.peu_usite,
                principal=autre.principal or titre.principal,
                officiel=autre.officiel or titre.officiel,
            )
        titres[cle] = titre
    return replace(document, titres=tuple(titres.values()))


def _textes(document: DocumentMetier) -> Iterator[tuple[Champ, str, float]]:
    """All texts of a document but its titles, with their field and weight."""
    for texte in document.competences_cle:
        yield "competence", texte, POIDS_COEUR
    listes: tuple[tuple[Champ, tuple[str, ...]], ...] = (
        ("mot", document.mots),
        ("competence", document.competences),
        ("savoir", document.savoirs),
        ("definition", tuple(phrases(document.definition))),
        ("contexte", document.contextes),
        ("interet", document.interets),
        ("theme", document.themes),
        ("secteur", document.secteurs),
    )
    for champ, textes in listes:
        for texte in textes:
            yield champ, texte, POIDS_CHAMPS[champ]


def phrases(texte: str) -> list[str]:
    """Sentences of a definition, cut at full stops and line ends."""
    morceaux = texte.replace("\n", ". ").replace(";", ". ").split(". ")
    return [morceau.strip(" .") for morceau in morceaux if morceau.strip(" .")]


def inverser(tiges: Sequence[set[int]], nombre: int) -> Liens:
    """Postings: for every stem, the units that contain it."""
    lignes: list[list[tuple[int, float]]] = [[] for _ in range(nombre)]
    for rang, ensemble in enumerate(tiges):
        for tige in ensemble:
            lignes[tige].append((rang, 1.0))
    return assembler_liens(lignes)


def ponderer_metiers(corpus: Corpus, tiges: Sequence[set[int]], nombre: int) -> Liens:
    """Postings by occupation: weight of a stem there, growing with the units that say it and capped at 1."""
    cumuls: list[dict[int, float]] = [defaultdict(float) for _ in range(nombre)]
    for rang, metiers in enumerate(corpus.metiers_de_unite):
        for metier, poids in metiers.items():
            for tige in tiges[rang]:
                cumuls[tige][metier] += poids * poids
    return assembler_liens([[(metier, x / (x + 1.0)) for metier, x in cumul.items()] for cumul in cumuls])


def rarete(postings: Liens, total: int) -> Reels:
    """Inverse document frequency of every stem, between about 0.2 and log(total)."""
    presences = np.diff(postings.debuts).astype(np.float32)
    valeurs: Reels = np.log(1.0 + (total - presences + 0.5) / (presences + 0.5)).astype(np.float32)
    return np.maximum(valeurs, np.float32(0.2))


def masses(tiges: Sequence[set[int]], raretes: Reels) -> Reels:
    """Total rarity of the stems of every unit."""
    return np.array([sum(float(raretes[tige]) for tige in ensemble) for ensemble in tiges], dtype=np.float32)


def supervisent(corpus: Corpus) -> npt.NDArray[np.bool_]:
    """Texts, outside the titles, that begin with a verb of supervision: they tell of another's work."""
    return np.array(
        [bool(u.mots) and u.mots[0] in SUPERVISION for u in corpus.unites[corpus.nombre_titres :]], dtype=bool
    )
