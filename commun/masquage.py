"""Contacts typed in free text, masked: mails, phones (also in words), addresses, sites, names on social networks.

Between a minor and an adult nobody leaves the portal by accident. It is a net, not a proof: what was masked is flagged,
so that a person of the Région may read it.
"""

import re
import unicodedata

COURRIEL, TELEPHONE, ADRESSE, SITE, RESEAU = (
    "[courriel masqué]",
    "[téléphone masqué]",
    "[adresse masquée]",
    "[site masqué]",
    "[réseau social masqué]",
)
_A = r"(?:@|\s*[\[({<]\s*(?:at|a|arobase)\s*[\])}>]\s*|\s+(?:at|arobase|arobas)\s+)"
_POINT = r"(?:\.|\s*[\[({<]\s*(?:dot|point)\s*[\])}>]\s*|\s+(?:dot|point)\s+)"
_LOCAL = r"(?<![\w.+%-])[\w.+%-]++"
_ENTRE = r"[\s.,_()\-\u2010-\u2015]*"
_NOMBRE = (
    r"(?:z[ée]ro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|"
    r"trente|quarante|cinquante|soixante|cents?|et)"
)
_VOIES = (
    r"(?:rue|avenue|av\.?|boulevard|bd|place|chemin|all[ée]e|impasse|route|quai|cours|square|r[ée]sidence|lotissement|"
    r"passage|venelle|mail|esplanade|faubourg|hameau|lieu-?dit)"
)
_RESEAUX = (
    r"(?:insta(?:gram)?|snap(?:chat)?|tik\s?tok|whats?app|telegram|discord|facebook|fb|messenger|signal|twitch|"
    r"twitter|bluesky|bereal|skype|linkedin)"
)
_DOMAINES = (
    r"(?:fr|com|net|org|eu|io|me|be|ch|app|dev|info|bzh|gg|tv|co|ly|link|page|site|online|paris|xyz|shop|blog|club|uk)"
)
# In this order: a mail address is not taken for a site.
_MOTIFS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (masque, re.compile(motif, re.IGNORECASE))
    for masque, motif in (
        (COURRIEL, rf"{_LOCAL}{_A}[\w-]++(?:{_POINT}[\w-]++)*{_POINT}[a-z]{{2,}}"),
        (COURRIEL, rf"{_LOCAL}@\w[\w-]+"),
        (SITE, r"(?:https?://|www\.)\S+"),
        (SITE, rf"(?<![\w-])(?<!\w\.)(?:[\w-]++\.)+{_DOMAINES}(?![\w-])(?:/\S*)?"),
        (TELEPHONE, rf"(?<!\d)(?:(?:\+|00)[\s.]*33[\s.()\-]*(?:0[\s.)\-]*)?|0{_ENTRE})[1-9](?:{_ENTRE}\d){{8}}(?!\d)"),
        (TELEPHONE, rf"(?<!\d)33{_ENTRE}[67](?:{_ENTRE}\d){{8}}(?!\d)"),
        (TELEPHONE, rf"(?<!\w)(?:o|z[ée]ro){_ENTRE}[1-9](?:{_ENTRE}\d){{8}}(?!\d)"),
        (TELEPHONE, r"(?<!\d)0[1-9](?:\s*[/:;|*~+\u00b7\u2022]\s*\d\d){4}(?!\d)"),
        (TELEPHONE, r"(?<!\d)[67](?:[\s.\-]\d\d){4}(?!\d)"),
        (TELEPHONE, rf"\bz[ée]ro(?:[\s,-]+{_NOMBRE}){{4,}}\b"),
        (TELEPHONE, rf"\b(?:six|sept)(?:[\s,-]+{_NOMBRE}){{6,}}\b"),
        (ADRESSE, rf"\b\d{{1,4}}(?:\s*(?:bis|ter|quater))?,?\s+{_VOIES}\s[^\n,;.!?]{{2,60}}"),
        (ADRESSE, r"\b(?:44|49|53|72|85)\d{3}\s+[A-ZÉÈ][\w'’-]+"),
        (RESEAU, rf"\b{_RESEAUX}\b\s*(?:est|c'est|=|:|@|-|–|pseudo)\s*[:@]?\s*[\w.@-]{{2,}}"),
        (RESEAU, rf"\b{_RESEAUX}\s+(?=[\w.@-]*[\d_.@])[\w.@-]{{3,}}"),
        (RESEAU, r"(?<![\w.])[\w.]{2,32}#\d{4}\b"),
        (RESEAU, r"(?<!\w)@[\w.]{2,}"),
    )
)


# Letters that show nothing, and runs of spaces: they would hide a number, or make the search long.
_VIDES = "\u115f\u1160\u3164\u2800"
_ESPACES = re.compile(r"(\s{3})\s+")


def masquer(texte: str) -> tuple[str, bool]:
    """The text without its contacts, and whether any was found.

    Invisible characters and look-alike digits are taken out first, so that they hide nothing.
    """
    propre = _mettre_a_plat(texte)
    masque = propre
    for remplacement, motif in _MOTIFS:
        masque = motif.sub(remplacement, masque)
    return (masque, True) if masque != propre else (texte, False)


def _mettre_a_plat(texte: str) -> str:
    visibles = "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c
        for c in unicodedata.normalize("NFKC", texte)
        if unicodedata.category(c) not in ("Cf", "Mn", "Me") and c not in _VIDES
    )
    return _ESPACES.sub(r"\1", unicodedata.normalize("NFKC", visibles))
