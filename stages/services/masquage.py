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
_A = r"(?:@|\s*[\[({<]\s*(?:at|arobase)\s*[\])}>]\s*|\s+(?:at|arobase|arobas)\s+)"
_POINT = r"(?:\.|\s*[\[({<]\s*(?:dot|point)\s*[\])}>]\s*|\s+(?:dot|point)\s+)"
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
_DOMAINES = r"(?:fr|com|net|org|eu|io|me|be|ch|app|dev|info|bzh|gg|tv|co|ly|link|page|site|online|paris)"
# In this order: a mail address is not taken for a site.
_MOTIFS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (masque, re.compile(motif, re.IGNORECASE))
    for masque, motif in (
        (COURRIEL, rf"[\w.+%-]+{_A}[\w-]+(?:{_POINT}[\w-]+)*{_POINT}[a-z]{{2,}}"),
        (SITE, r"(?:https?://|www\.)\S+"),
        (SITE, rf"(?<![\w.])(?:[\w-]+\.)+{_DOMAINES}(?![\w-])(?:/\S*)?"),
        (TELEPHONE, r"(?<!\d)(?:(?:\+|00)[\s.]*33[\s.()\-]*(?:0[\s.)\-]*)?|0[\s.\-]*)[1-9](?:[\s.,_()\-]*\d){8}(?!\d)"),
        (TELEPHONE, r"(?<!\d)0[1-9](?:/\d\d){4}(?!\d)"),
        (TELEPHONE, rf"\bz[ée]ro(?:[\s,-]+{_NOMBRE}){{4,}}\b"),
        (ADRESSE, rf"\b\d{{1,4}}\s*(?:bis|ter|quater)?,?\s+{_VOIES}\s[^\n,;.!?]{{2,60}}"),
        (ADRESSE, r"\b(?:44|49|53|72|85)\d{3}\s+[A-ZÉÈ][\w'’-]+"),
        (RESEAU, rf"\b{_RESEAUX}\b\s*(?:est|c'est|=|:|@|-|–|pseudo)\s*[:@]?\s*[\w.@-]{{2,}}"),
        (RESEAU, rf"\b{_RESEAUX}\s+(?=[\w.@-]*[\d_.@])[\w.@-]{{3,}}"),
        (RESEAU, r"(?<![\w.])@[\w.]{2,}"),
    )
)


def masquer(texte: str) -> tuple[str, bool]:
    """The text without its contacts, and whether any was found.

    Invisible characters and look-alike digits are taken out first, so that they hide nothing.
    """
    propre = "".join(c for c in unicodedata.normalize("NFKC", texte) if unicodedata.category(c) != "Cf")
    masque = propre
    for remplacement, motif in _MOTIFS:
        masque = motif.sub(remplacement, masque)
    return (masque, True) if masque != propre else (texte, False)
