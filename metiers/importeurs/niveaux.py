"""Levels at which people enter an occupation, deduced from ROME's free text "accès au métier".

The text names diplomas ("accessible avec un diplôme de niveau CAP à Bac+2"). Each name stands for a level of the French
framework of qualifications; two names joined by « à » make a range; what the text calls an asset is not a way in.
The result is marked as deduced wherever it is shown. It may be empty: the text names no known diploma.
"""

import re
import unicodedata

ECHELLE = (0, 3, 4, 5, 6, 7, 8)

_BAC_PLUS = {1: 4, 2: 5, 3: 6, 4: 6, 5: 7, 6: 7, 7: 7, 8: 8}
_ROMAINS = {"V": 3, "IV": 4, "III": 5, "II": 6, "I": 7}

# Where two patterns meet, the first wins. Written without accents; only the acronyms mind their case.
_MOTIFS: tuple[tuple[str, int | None], ...] = (
    (
        r"(?i:sans (?:aucun |le |condition de |exigence de )?(?:niveau|diplome|qualification|formation)"
        r"|pas conditionnee? (?:par|a) la (?:detention|possession) d'un diplome"
        r"|aucun (?:diplome|niveau)[^.]{0,40}(?:exige|requis|necessaire|demande))",
        0,
    ),
    (r"(?i:bac(?:calaureat)?\s*\+\s*(?P<plus>\d{1,2}))", None),
    (r"(?i:doctorat|doctora[ln]te?|docteure? (?:en|veterinaire)|these (?:de|en)|phd)", 8),
    (
        r"(?i:master|mastere|dess\b|dea\b"
        r"|(?:diplome|titre|formation|ecole)s? d'ingenieure?s?|grandes? ecoles?"
        r"|diplome d'etat (?:de |d')?(?:sage-femme|masseur|architecte))",
        7,
    ),
    (
        r"(?i:diplome d'etat (?:de |d'|en )?(?:infirmi|puericult|ergotherap|psychomotri|pedicure|manipulat"
        r"|assistante? (?:de service )?social|educateur(?: / educatrice)? (?:specialise|technique|de jeunes)))",
        6,
    ),
    (r"(?i:diplome d'etat (?:de |d')?(?:aide[- ]soignant|auxiliaire de puericult|moniteur[- ]educ))", 4),
    (r"(?i:diplome d'etat (?:de |d')?(?:ambulanci|accompagnante? educati))|DEAES", 3),
    (
        r"(?i:licence(?! (?:de (?:pilote|condui|conducteur|controle|mainten|transport|debit|boisson|sport|taxi)"
        r"|d'entrepreneur|d'exploitation|iii\b|iv\b|europeenne|aeron|sportive|part))s?\b"
        r"|bachelor|maitrise(?= en | universit))"
        r"|\bBUT\b|\bDCG\b|\bDESJEPS\b|\bDE JEPS\b",
        6,
    ),
    (r"\b(?:BTSA?M?|DUT|DEUST|DEJEPS|DTS)\b|(?i:brevets? de technicien superieur)", 5),
    (
        r"\b(?:BP|BPA?JEPS|BPREA|BPREH|BMA|BTM)\b|(?i:brevets? professionnels?|brevet technique des metiers"
        r"|bacs?\b(?!\s*\+)|baccalaureats?)",
        4,
    ),
    (r"\b(?:CAPA?|CAPM|BEPA?|BPA)\b|(?i:certificats? d'aptitude professionnelle)", 3),
    (r"(?i:niveau) (?P<romain>IV|III|II|I|V)\b", None),
    (r"(?i:niveau) (?P<cadre>[3-8])\b(?! (?i:ans|mois))", None),
)
_TOUS = re.compile("|".join(f"(?P<m{rang}>{motif})" for rang, (motif, _) in enumerate(_MOTIFS)))
_ATOUT = re.compile(
    r"(?i)atout|appreci|souhait|utile|benefi|facultati|un plus\b|pertinent|complet|"
    r"(?:pas|non|aucune?)\b[^.]{0,60}(?:obligatoire|exige|requis)|egalement propose"
)
_ENTRE_DEUX = re.compile(
    r"\([^)]*\)|(?i:\b(?:professionnel|pro|general|technologique|en [^,.;]{1,60}|niveau|un|une|diplome)\b)|[\s,]"
)


def niveaux_deduits(texte: str) -> tuple[int, ...]:
    """Levels named by an official text, lowest first.

    >>> niveaux_deduits("Cet emploi est accessible avec un diplôme de niveau CAP/BEP à Bac. Un BTS est un atout.")
    (3, 4)
    >>> niveaux_deduits("Accessible sans diplôme mais une licence est appréciée.")
    (0,)
    """
    trouves: set[int] = set()
    for phrase in re.split(r"(?<=[\w)][\w)])\.\s+(?=[A-Z])|\n", _sans_accent(texte)):
        trouves |= _dans_la_phrase(phrase)
    return tuple(sorted(trouves))


def _sans_accent(texte: str) -> str:
    plat = unicodedata.normalize("NFD", texte.replace("\u2019", "'").replace("''", "'"))
    return "".join(lettre for lettre in plat if not unicodedata.combining(lettre))


def _dans_la_phrase(phrase: str) -> set[int]:
    if _ATOUT.search(phrase):
        if "ccessible" not in phrase:
            return set()
        phrase = re.split(r"(?i)\bmais\b|\bcependant\b|\btoutefois\b|\bidealement\b|;", phrase)[0]
    niveaux: set[int] = set()
    precedent: tuple[int, int] | None = None
    for trouve in _TOUS.finditer(phrase):
        niveau = _niveau(trouve)
        if niveau is None:
            continue
        niveaux.add(niveau)
        if precedent and precedent[0] < niveau:
            entre = _ENTRE_DEUX.sub("", phrase[precedent[1] : trouve.start()])
            if entre in ("a", "jusqu'a", "ajusqu'a", "au", "jusqu'au"):
                niveaux |= {n for n in ECHELLE if precedent[0] < n < niveau}
        precedent = (niveau, trouve.end())
    return niveaux


def _niveau(trouve: "re.Match[str]") -> int | None:
    groupes = trouve.groupdict()
    if groupes["plus"]:
        return _BAC_PLUS.get(int(groupes["plus"]), 8)
    if groupes["romain"]:
        return _ROMAINS[groupes["romain"]]
    if groupes["cadre"]:
        return int(groupes["cadre"])
    return next(niveau for rang, (_, niveau) in enumerate(_MOTIFS) if groupes[f"m{rang}"])
