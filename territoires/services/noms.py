"""How people write the name of a place: pure text, the same for what is indexed and for what is typed."""

from commun.analyse import couper, normaliser

LONGUEUR_MAX = 60
"""Characters kept of what is typed; the longest official name of France has 45."""
LONGUEUR_FAUTE = 4
"""A shorter word is not searched with a missing letter: too many places would answer."""

ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "nd": "notre dame"}
MOTS_DE_LIAISON = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez", "sous", "sur")
)
ARTICLES = frozenset(("l", "la", "le", "les"))


def plier(texte: str) -> str:
    """Fold a name: case, accents, hyphens, apostrophes, ligatures, then the usual abbreviations.

    >>> plier("St-Sébastien s/ Loire")
    'saint sebastien sur loire'
    """
    mots = normaliser(couper(texte, LONGUEUR_MAX * 2).replace("/", " ")).split()
    plies = [ABREGES.get(mot, mot) for mot in mots]
    for rang in range(1, len(plies) - 1):
        if plies[rang] == "s":  # « s/ » between two words
            plies[rang] = "sur"
    return " ".join(plies)[:LONGUEUR_MAX].strip()


def sans_article(texte: str) -> str:
    """The folded name without the article it begins with."""
    tete, _, reste = texte.partition(" ")
    return reste if reste and tete in ARTICLES else texte


def sans_liaisons(texte: str) -> str:
    """The folded name without its small words; the last word typed is kept, it may be unfinished."""
    *mots, dernier = texte.split() or [""]
    return " ".join([mot for mot in mots if mot not in MOTS_DE_LIAISON] + [dernier])


def formes_completes(texte: str) -> set[str]:
    """Spellings of a whole folded name, or of the beginning of one."""
    return {forme for forme in (texte, sans_article(texte), sans_liaisons(texte)) if forme}


def formes_interieures(texte: str) -> set[str]:
    """The folded name from each of its later meaningful words on."""
    mots = texte.split()
    suites = {" ".join(mots[rang:]) for rang in range(1, len(mots)) if mots[rang] not in MOTS_DE_LIAISON}
    return suites - formes_completes(texte)


def sans_une_lettre(texte: str) -> set[str]:
    """The text and all that it becomes when one letter is missing; two names one mistake apart share a form."""
    if len(texte) < LONGUEUR_FAUTE:
        return set()
    return {texte, *(texte[:rang] + texte[rang + 1 :] for rang in range(len(texte)))}


def a_une_faute(texte: str, autre: str) -> bool:
    """Whether one letter added, missing, changed or swapped with its neighbour separates the two."""
    if len(texte) > len(autre):
        texte, autre = autre, texte
    debut = next((i for i, (a, b) in enumerate(zip(texte, autre, strict=False)) if a != b), len(texte))
    if len(texte) < len(autre):
        return texte[debut:] == autre[debut + 1 :]
    if texte[debut + 1 :] == autre[debut + 1 :]:
        return True
    swap = autre[debut + 1 : debut + 2] + autre[debut : debut + 1]
    return texte[debut : debut + 2] == swap and texte[debut + 2 :] == autre[debut + 2 :]
