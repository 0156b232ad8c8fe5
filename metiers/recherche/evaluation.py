"""Measures of the search: shares found first and in the first five, and time per query.

Samples of titles are drawn from the documents with a fixed seed; phrases and names come from
`donnees/evaluation/*.toml`, half of them held out (see `est_reserve`).
"""

import random
import statistics
import string
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from commun.analyse import formes, normaliser
from metiers.recherche.documents import DocumentMetier, Resultat

Chercher = Callable[[str], Sequence[Resultat]]


@dataclass(frozen=True, slots=True)
class Cas:
    """A query of one line of the table with the codes that answer it; « A12* » accepts a whole branch."""

    ligne: str
    requete: str
    codes: frozenset[str]

    def accepte(self, code: str) -> bool:
        """Whether an occupation answers the query."""
        return any(code == attendu or (attendu[-1] == "*" and code.startswith(attendu[:-1])) for attendu in self.codes)


@dataclass(frozen=True, slots=True)
class LigneEvaluation:
    """Result of one line: shares in percent, times in milliseconds."""

    nom: str
    nombre: int
    premier: float
    cinq: float
    mediane_ms: float
    p95_ms: float


def est_reserve(requete: str) -> bool:
    """Whether a phrase is held out, by the parity of its hash; held-out cases never guide a change."""
    return sha256(normaliser(requete).encode()).digest()[0] % 2 == 1


def lire_cas(chemin: Path, ligne: str) -> list[Cas]:
    """Cases of a TOML file, in lines named after ``ligne``.

    Table ``cas`` is split by hash into « mise au point » and « réservé »; ``vus`` is for tuning only; ``temoin`` was
    written after the tuning; ``aveugle`` was written without having seen the synonyms, then used for tuning.
    """
    tables = tomllib.loads(chemin.read_text(encoding="utf-8"))
    cas = []
    for table, requetes in tables.items():
        for requete, codes in requetes.items():
            part = {"vus": "mise au point", "temoin": "témoin", "aveugle": "à l'aveugle"}.get(table)
            part = part or ("réservé" if est_reserve(requete) else "mise au point")
            cas.append(Cas(f"{ligne}, {part}", requete, frozenset(codes.split())))
    return cas


def fauter(texte: str, hasard: random.Random, fautes: int = 1) -> str:
    """Text with random typing errors among letters: omission, repetition, substitution, exchange."""
    for _ in range(fautes):
        places = [rang for rang, lettre in enumerate(texte) if lettre.isalpha()]
        if len(places) < 2:
            return texte
        rang = hasard.choice(places[:-1])
        nature = hasard.randrange(4)
        lettre = hasard.choice(string.ascii_lowercase)
        if nature == 0:
            texte = texte[:rang] + texte[rang + 1 :]
        elif nature == 1:
            texte = texte[:rang] + lettre + texte[rang:]
        elif nature == 2:
            texte = texte[:rang] + lettre + texte[rang + 1 :]
        else:
            texte = texte[:rang] + texte[rang + 1] + texte[rang] + texte[rang + 2 :]
    return texte


def tirer_titres(documents: Iterable[DocumentMetier], taille: int, graine: int) -> list[Cas]:
    """Samples of titles: each gender, without accents, one and two errors, first 60 % of the letters."""
    hasard = random.Random(graine)  # noqa: S311 - a reproducible sample, not a secret
    couples = [(document.code, formes(titre.texte)) for document in documents for titre in document.titres]
    cas: list[Cas] = []
    for code, ecrites in hasard.sample(couples, min(taille, len(couples))):
        ecrit = hasard.choice(ecrites)
        plusieurs = {
            "appellation exacte, masculin": ecrites[0],
            "appellation exacte, féminin": ecrites[-1],
            "appellation sans accents": normaliser(ecrit),
            "une faute de frappe": fauter(ecrit, hasard),
            "deux fautes de frappe": fauter(ecrit, hasard, 2),
            "60 % des premières lettres": ecrit[: max(3, round(0.6 * len(ecrit)))],
        }
        cas.extend(Cas(ligne, requete, frozenset({code})) for ligne, requete in plusieurs.items())
    return cas


def evaluer(chercher: Chercher, codes: dict[int, str], cas: Sequence[Cas]) -> list[LigneEvaluation]:
    """Run every case, in order, alone; ``codes`` gives the code of each occupation id."""
    mesures: dict[str, list[tuple[int, float]]] = {}
    for un_cas in cas:
        debut = time.perf_counter()
        resultats = chercher(un_cas.requete)
        duree = (time.perf_counter() - debut) * 1000
        rang = next((r for r, trouve in enumerate(resultats) if un_cas.accepte(codes[trouve.metier_id])), 10**6)
        mesures.setdefault(un_cas.ligne, []).append((rang, duree))
    return [_resumer(nom, valeurs) for nom, valeurs in mesures.items()]


def _resumer(nom: str, valeurs: Sequence[tuple[int, float]]) -> LigneEvaluation:
    durees = sorted(duree for _, duree in valeurs)
    nombre = len(valeurs)
    return LigneEvaluation(
        nom=nom,
        nombre=nombre,
        premier=100 * sum(rang == 0 for rang, _ in valeurs) / nombre,
        cinq=100 * sum(rang < 5 for rang, _ in valeurs) / nombre,
        mediane_ms=statistics.median(durees),
        p95_ms=durees[min(nombre - 1, int(0.95 * nombre))],
    )


def tableau(lignes: Iterable[LigneEvaluation]) -> str:
    """The lines as a Markdown table, in French."""
    entete = (
        "| requêtes | nombre | premier | dans les cinq | médiane (ms) | 95e centile (ms) |\n|---|--:|--:|--:|--:|--:|"
    )
    corps = (
        f"| {l.nom} | {l.nombre} | {l.premier:.1f} % | {l.cinq:.1f} % | {l.mediane_ms:.1f} | {l.p95_ms:.1f} |"
        for l in lignes  # noqa: E741
    )
    return "\n".join([entete, *corps])
