"""Reading of a query: words, spelling, beginnings and synonyms become weighted alternatives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commun.analyse import MOTS_DE_DEMANDE, couper, est_vide, masculin_singulier, mots_pleins, normaliser, racine
from metiers.recherche.corpus import Reels
from metiers.recherche.documents import Synonymes
from metiers.recherche.lexique import POIDS_FAUTE, Lexique

POIDS_SYNONYME = 0.9
POIDS_DEMANDE = 0.12
DISCRIMINATION = 0.25
POIDS_CORRIGE = 0.7
RECUL = 0.03
MOTS_MAX = 16
EXPRESSION_MAX = 5
APARTE = re.compile(
    r"\([^)]*\)?|(?<=\w),?\s+(?:sauf|hors|excepté|non classée?s? ailleurs|"
    r"sans (?:être|avoir|faire|devoir|aller|passer|travailler|rester|porter|toucher))\b.*",
    re.IGNORECASE,
)
"""What a name says aside: brackets and exclusions do not describe the occupation."""
JETON = "qzx"
"""Stands, with a number, for an expression made of empty words or of a negation."""
NEGATIONS = ("sans", "pas")


@dataclass(slots=True)
class Groupe:
    """One idea of the query: alternatives (stems that count together, weight) and its importance."""

    variantes: list[tuple[tuple[int, ...], float]]
    poids_titre: float
    poids_texte: float


@dataclass(slots=True)
class Requete:
    """A query ready for comparison.

    ``reformulations`` are whole texts that it may stand for; ``tiges`` what it says itself, empty with unknown words.
    """

    texte: str
    groupes: list[Groupe]
    reformulations: list[str]
    mot_connu: bool
    tout_connu: bool
    tiges: tuple[int, ...]


def _tige(mot: str) -> str:
    """Key of a conjugated or derived word, distinct from the words themselves."""
    return f"{racine(mot)}-"


class Lecteur:
    """Turns queries into groups of stems with one lexicon and one table of synonyms."""

    def __init__(self, lexique: Lexique, synonymes: Synonymes, rarete_titre: Reels, rarete_texte: Reels) -> None:
        self.lexique = lexique
        self.rarete_titre = rarete_titre
        self.rarete_texte = rarete_texte
        self.maximum_titre = float(rarete_titre.max(initial=1.0))
        self.maximum_texte = float(rarete_texte.max(initial=1.0))
        self.expressions: dict[tuple[str, ...], list[str]] = {}
        self._jetons: dict[str, str] = {}
        for dit, comprendre in synonymes.entrees:
            for expression in dit:
                texte = normaliser(expression)
                if self._est_locution(texte):
                    texte = self._jetons.setdefault(texte, f"{JETON}{len(self._jetons)}")
                mots = mots_pleins(texte)
                for cle in {tuple(map(masculin_singulier, mots)), tuple(map(_tige, mots))}:
                    self.expressions.setdefault(cle, []).extend(normaliser(texte) for texte in comprendre)

        locutions = sorted(self._jetons, key=len, reverse=True)
        self._locutions = re.compile(rf"\b(?:{'|'.join(locutions)})\b") if locutions else None

    @staticmethod
    def _est_locution(texte: str) -> bool:
        """Whether an expression would lose its meaning without its empty words: « chez moi », « sans diplôme »."""
        mots = texte.split()
        return len(mots) > 1 and (mots[0] in NEGATIONS or all(map(est_vide, mots)))

    def lire(self, q: str) -> Requete:
        """Analyse at most 200 characters and 16 words; never raises."""
        coupe = couper(q)
        texte = normaliser(coupe)
        propos = normaliser(APARTE.sub(" ", coupe)) or texte
        if self._locutions:
            propos = self._locutions.sub(lambda trouve: self._jetons[trouve[0]], propos)
        mots = mots_pleins(propos)[:MOTS_MAX]
        en_cours = bool(coupe) and not coupe[-1].isspace() and bool(mots) and propos.endswith(mots[-1])
        groupes: list[Groupe] = []
        reformulations: list[str] = []
        utile = any(mot not in MOTS_DE_DEMANDE for mot in mots)
        rang = 0
        while rang < len(mots):
            longueur, sens = self._expression(mots, rang)
            fin = rang + max(longueur, 1)
            groupe = self._groupe(mots[rang:fin], sens, en_cours and fin == len(mots))
            if utile and all(mot in MOTS_DE_DEMANDE for mot in mots[rang:fin]):
                groupe = replace(
                    groupe,
                    poids_titre=POIDS_DEMANDE * groupe.poids_titre,
                    poids_texte=POIDS_DEMANDE * groupe.poids_texte,
                )
            groupes.append(groupe)
            if sens:
                avant, apres = " ".join(mots[:rang]), " ".join(mots[fin:])
                reformulations.extend(f"{avant} {autre} {apres}".strip() for autre in sens)
            rang = fin
        connus = [self.lexique.connait(mot) for mot in mots]
        tiges = [self.lexique.tiges.get(racine(mot)) for mot in mots]
        dites = tuple(dict.fromkeys(tige for tige in tiges if tige is not None)) if None not in tiges else ()
        return Requete(
            texte, groupes, reformulations, bool(mots) and mots[-1] in self.lexique.rangs, all(connus), dites
        )

    def _expression(self, mots: Sequence[str], rang: int) -> tuple[int, list[str]]:
        """Longest synonym entry at this place: number of words, meanings."""
        for longueur in range(min(EXPRESSION_MAX, len(mots) - rang), 0, -1):
            extrait = mots[rang : rang + longueur]
            for cle in (tuple(map(masculin_singulier, extrait)), tuple(map(_tige, extrait))):
                if cle in self.expressions:
                    return longueur, self.expressions[cle]
        return 0, []

    def _groupe(self, mots: Sequence[str], sens: Sequence[str], en_cours: bool) -> Groupe:
        """Alternatives of one word or expression."""
        poids: dict[tuple[int, ...], float] = {}
        if len(mots) == 1:
            for tige, valeur in self._lectures(mots[0], en_cours).items():
                poids[(tige,)] = valeur
        else:
            connues = tuple({self.lexique.tiges[racine(mot)] for mot in mots if racine(mot) in self.lexique.tiges})
            if connues:
                poids[connues] = 1.0
        self._ajouter_sens(poids, sens)
        importance = self._importance(mots, poids)
        variantes = sorted(poids.items(), key=lambda paire: paire[1])
        return Groupe(variantes, *importance)

    def _lectures(self, mot: str, en_cours: bool) -> dict[int, float]:
        """Stems that one typed word may mean: itself, its family, its continuations, its corrections."""
        lexique = self.lexique
        if mot.startswith(JETON):
            return {}
        trouve = lexique.parents(mot)
        connu = mot in lexique.rangs or any(valeur == 1.0 for valeur in trouve.values())
        if en_cours:
            for tige, valeur in lexique.debutant_par(mot).items():
                trouve[tige] = max(trouve.get(tige, 0.0), valeur * (0.6 if connu else 1.0))
        if not connu and (not en_cours or not trouve):
            for autre, distance in lexique.corriger(mot):
                for tige, valeur in lexique.parents(autre).items():
                    trouve[tige] = max(trouve.get(tige, 0.0), valeur * POIDS_FAUTE[distance])
        return trouve

    def _ajouter_sens(self, poids: dict[tuple[int, ...], float], sens: Sequence[str]) -> None:
        """Add the meanings of an expression; the first ones and those in rare words count more."""
        lectures: dict[tuple[int, ...], float] = {}
        for rang, texte in enumerate(sens):
            tiges = tuple(dict.fromkeys(self.lexique.tiges[racine(mot)] for mot in mots_pleins(texte)))
            lectures.setdefault(tiges, 1.0 - RECUL * min(rang, 5))
        raretes = {tiges: sum(float(self.rarete_texte[tige]) for tige in tiges) for tiges in lectures}
        maximum = max(raretes.values(), default=1.0)
        for tiges, valeur in raretes.items():
            note = POIDS_SYNONYME * lectures[tiges] * (valeur / maximum) ** DISCRIMINATION
            poids[tiges] = max(poids.get(tiges, 0.0), note)

    def _importance(self, mots: Sequence[str], poids: dict[tuple[int, ...], float]) -> tuple[float, float]:
        """Rarity of the idea among titles and among texts."""
        exactes = [self.lexique.tiges.get(racine(mot)) for mot in mots]
        tiges = [tige for tige in exactes if tige is not None]
        if len(tiges) < len(mots) and poids:
            tiges = list(max(poids.items(), key=lambda paire: paire[1])[0])
        if not tiges:
            return self.maximum_titre, self.maximum_texte
        doute = POIDS_CORRIGE if None in exactes and len(mots) == 1 else 1.0
        titre = max(float(self.rarete_titre[tige]) for tige in tiges)
        texte = max(float(self.rarete_texte[tige]) for tige in tiges)
        return doute * titre, doute * texte
