"""Text analyser shared by every search of the portal: pure Python, no project import.

One pipeline for what is indexed and for what is typed, so that both always meet: case, accents,
ligatures, apostrophes, hyphens, inclusive spellings, plural and gender are all folded here.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

LONGUEUR_MAX = 200
"""Characters kept of a query; the rest is ignored."""

_SUFFIXES_INCLUSIFS = (
    "e|s|es|ne|nes|se|ses|euse|euses|re|ère|ere|ères|eres|ière|iere|ières|ieres|trice|trices|rice|"
    "ve|ves|ive|ives|le|les|lle|lles|elle|ienne|iennes|enne|onne|ice|fe|che|te|esse|sse|dresse"
)
_INCLUSIF = re.compile(rf"(?<=[^\W\d_]{{3}})(?:[·•.](?:{_SUFFIXES_INCLUSIFS})){{1,2}}(?!\w)[·•.]?", re.IGNORECASE)
_PARENTHESE = re.compile(rf"(?<=[^\W\d_]{{2}})\((?:{_SUFFIXES_INCLUSIFS})\)", re.IGNORECASE)
_DIACRITIQUES = re.compile("[\u0300-\u036f]+")
_SEPARATEURS = re.compile(r"[^a-z0-9]+")
_LETTRES_SOUDEES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_POINTS = re.compile("[·•.]")
_DOTNET = re.compile(r"(?<!\w)\.net\b", re.IGNORECASE)


def _mots(texte: str) -> list[str]:
    return texte.split()


MOTS_VIDES = frozenset(
    _mots(
        "a afin ai ainsi alors au aucun aussi autour autre aux avec avoir beaucoup bien c ca car ce ceci cela "
        "celle celui ces cet cette ceux chez ci comme comment d dans de depuis des donc dont du elle elles en "
        "encore entre es est et etc ete etre eu faut fois il ils j jamais je l la le les leur leurs lors lui m ma "
        "mais me meme mes mieux moi mon n ne ni nos notre nous on ont ou par parce pas peu peut plein plus "
        "plusieurs pour pourquoi prendre qu quand que quel quelle quelque quelques qui quoi s sa sans sauf se "
        "selon ses si soi soit son sont sous suis sur t ta te tes toi ton toujours tous tout toute toutes tres tu "
        "un une va vers via vos votre vous y"
    )
)
"""Words without any meaning of their own, ignored as long as another word remains."""

MOTS_DE_DEMANDE = frozenset(
    _mots(
        "adore adorer ailleurs aime aimer aimerais aimerait aller apprendre apprends assimile assimilee "
        "assimilees assimiles bosser boulot boulots carriere cherche chercher chose choses classe classees "
        "classes concerne connaitre consiste desire devenir divers diverses domaine donner emploi emplois envie "
        "etudes faire fais faisant fait futur gens interesse jeune job jobs metier metiers mettre niveau occupant "
        "occupe occuper passer passion passionne plaisir plait poste postes pouvoir profession professions "
        "qualifie qualifiee qualifiees qualifies quelqu recherche reve rever sais secteur similaire similaires "
        "souhaite souhaiterais tenir travail travaillant travaille travailler travaux trouver truc trucs utiliser "
        "veut veux voudrais vouloir"
    )
)
"""Words by which people ask for an occupation; they describe none of them, so they weigh little."""

_FEMININS = (
    ("trice", "teur"),
    ("euse", "eur"),
    ("ienne", "ien"),
    ("iere", "ier"),
    ("eenne", "een"),
    ("onne", "on"),
    ("ive", "if"),
    ("elle", "el"),
    ("chere", "cher"),
    ("gere", "ger"),
    ("llere", "ller"),
    ("tresse", "tre"),
)
_IRREGULIERS = {
    "travals": "travail",
    "traval": "travail",
    "vitral": "vitrail",
    "emal": "email",
    "coral": "corail",
    "cheffe": "chef",
    "professeure": "professeur",
    "auteure": "auteur",
    "ingenieure": "ingenieur",
    "metteure": "metteur",
    "docteure": "docteur",
    "superieure": "superieur",
    "interieure": "interieur",
    "proviseure": "proviseur",
    "procureure": "procureur",
    "gouverneure": "gouverneur",
    "yeu": "oeil",
}
_FAMILLES = tuple(
    sorted(
        _mots(
            "isations isation ations ation ateurs ateur atrices atrice ements ement eries erie eurs eur euses euse "
            "ages age ures ure istes iste iers ier ieres iere eres ere ers er es e ants ant antes ante ances ance "
            "ences ence ions ion iques ique ifs if ives ive ments ment teurs teur trices trice ees ee s ir ois oir "
            "oirs ologie ologies ologue ologues ogiste aire aires isme al aux ale ales eux elle elles el"
        ),
        key=len,
        reverse=True,
    )
)
_STEMMER = Stemmer.Stemmer("french")


def normaliser(texte: str) -> str:
    """Fold a text to lower-case ASCII words separated by one space. Linear in the text.

    >>> normaliser("Chargé(e) d'études — Œnologue")
    'charge d etudes oenologue'
    """
    if not texte.isascii():
        texte = unicodedata.normalize("NFC", texte)
    if "(" in texte:
        texte = _PARENTHESE.sub("", texte)
    if _POINTS.search(texte):
        texte = _INCLUSIF.sub("", texte)
        texte = _DOTNET.sub("dotnet", texte)
    texte = texte.casefold()
    if "c+" in texte or "c#" in texte:
        texte = texte.replace("c++", "cpp").replace("c#", "csharp")
    if not texte.isascii():
        texte = _DIACRITIQUES.sub("", unicodedata.normalize("NFKD", texte.translate(_LETTRES_SOUDEES)))
    return _SEPARATEURS.sub(" ", texte).strip()


def couper(texte: str, longueur: int = LONGUEUR_MAX) -> str:
    """Keep the first ``longueur`` characters, without half of a surrogate or a null byte."""
    return texte[:longueur].encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")


def est_vide(mot: str) -> bool:
    """Whether a normalised word carries no meaning in a search."""
    return mot in MOTS_VIDES or (len(mot) == 1 and not mot.isdigit())


def mots_pleins(texte_normalise: str) -> list[str]:
    """Words that carry meaning, or every word when none does."""
    mots = texte_normalise.split()
    return [mot for mot in mots if not est_vide(mot)] or mots


def _singulier(mot: str) -> str:
    """Cut the plural of an unaccented word of four letters or more."""
    if mot.endswith("eaux"):
        return mot[:-1]
    if mot.endswith("aux"):
        return mot[:-3] + "al"
    if mot.endswith("eux") or (mot.endswith("s") and not mot.endswith("ss")):
        return mot[:-1]
    return mot


@lru_cache(maxsize=65_536)
def masculin_singulier(mot: str) -> str:
    """Masculine singular of a normalised word, by its ending; a guess, the same for all forms."""
    if len(mot) < 4 or mot.isdigit():
        return mot
    mot = _singulier(mot)
    mot = _IRREGULIERS.get(mot, mot)
    for feminin, masculin in _FEMININS:
        if mot.endswith(feminin) and len(mot) > len(feminin) + 1:
            return mot[: -len(feminin)] + masculin
    return mot


@lru_cache(maxsize=65_536)
def racine(mot: str) -> str:
    """Stem of a normalised word, the same for both genders and numbers.

    Words in « -ant » are kept whole: « gérant » is a trade, « gérer » is said of nearly all of them.

    >>> racine("soudeuses") == racine("soudeur")
    True
    """
    if len(mot) < 4 or mot.isdigit():
        return mot
    mot = masculin_singulier(mot)
    if len(mot) > 5 and (mot.endswith("ant") or mot.endswith("ante")):
        return mot.removesuffix("e")
    tige: str = _STEMMER.stemWord(mot)
    return tige


@lru_cache(maxsize=65_536)
def famille(mot: str) -> str:
    """Coarse root that brings together a trade, its verb and its place; at least four letters are kept.

    >>> famille("coiffure") == famille("coiffeuse") == famille("coiffer")
    True
    """
    mot = masculin_singulier(mot)
    for suffixe in _FAMILLES:
        if mot.endswith(suffixe) and len(mot) - len(suffixe) >= 4:
            return mot[: -len(suffixe)]
    return mot


def _accorder(mot: str, suffixe: str) -> str:
    """Feminine of ``mot`` abridged as ``mot(suffixe)``."""
    for fin in ("teur", "eur", "er", "f", "eux"):
        if mot.endswith(fin) and {"teur": "trice", "eur": "se", "er": "re", "f": "ve", "eux": "se"}[fin] in suffixe:
            base = mot[: -len(fin)]
            return base + {"teur": "trice", "eur": "euse", "er": "ère", "f": "ve", "eux": "euse"}[fin]
    return mot + suffixe


_ABREGE = re.compile(rf"([^\W\d_]{{2,}})\(({_SUFFIXES_INCLUSIFS})\)", re.IGNORECASE)


def formes(titre: str) -> tuple[str, ...]:
    """Masculine then feminine spelling of an occupation's title, as people write them.

    Reads « Soudeur / Soudeuse aéronautique » (the words after the slash that answer those before it are
    the feminine, the rest belongs to both) and « Soudeur(se) aéronautique ».

    >>> formes("Soudeur / Soudeuse aéronautique")
    ('Soudeur aéronautique', 'Soudeuse aéronautique')
    """
    titre = " ".join(titre.split())
    if " / " in titre:
        masculin, _, reste = titre.partition(" / ")
        feminin, queue = _aligner(masculin.split(), reste.split())
        return f"{masculin} {queue}".strip(), f"{feminin} {queue}".strip()
    if _ABREGE.search(titre):
        accorde = _ABREGE.sub(lambda trouve: _accorder(trouve[1], trouve[2]), titre)
        return _ABREGE.sub(r"\1", titre), accorde
    return (titre,)


def _aligner(masculin: list[str], reste: list[str]) -> tuple[str, str]:
    """Split what follows the slash into the feminine title and the tail common to both genders."""
    tetes = [mot[:2].casefold() for mot in masculin]
    premier = reste[0][:2].casefold() if reste else ""
    repris = tetes.index(premier) if premier in tetes[1:] and tetes[0] not in (premier, "ho") else 0
    fin = len(masculin) - repris
    for rang in range(min(fin, len(reste)), 0, -1):
        if reste[rang - 1][:2].casefold() == tetes[-1]:
            fin = rang
            break
    return " ".join(masculin[:repris] + reste[:fin]), " ".join(reste[fin:])
