"""What the words of an offer give away: contacts, conditions that the law forbids, a text already posted."""

import hashlib
import re
import unicodedata

TELEPHONE = re.compile(r"(?<!\d)(?:\+33\s?|0033\s?|0)\s?[1-9](?:[\s.\-_/]?\d{2}){4}(?!\d)")
COURRIEL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\barobase\b)\s?[\w-]{1,64}\s?(?:\.|\bpoint\b)\s?[a-z]{2,}", re.IGNORECASE
)
ADRESSE = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]{3,63}\.(?:fr|com|net|org|eu|io)\b", re.IGNORECASE)
CONTACTS = (
    ("un numéro de téléphone", TELEPHONE),
    ("une adresse de courriel", COURRIEL),
    ("une adresse de site", ADRESSE),
)


def _un_de(*mots: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(mots)})\b")


# Written folded (no accent, lower case). Each says why a moderator should look, never that the offer is unlawful.
CONDITIONS = (
    (
        "une condition d'âge",
        _un_de(
            r"moins de \d\d ans", r"pas plus de \d\d ans", "age maximum", "jeune et dynamique",
            r"agee?s? de \d\d a \d\d ans",
        ),
    ),
    (
        "une condition de sexe",
        _un_de(
            "(?:homme|femme|garcon|fille)s? (?:uniquement|seulement|exclusivement)", "de sexe (?:masculin|feminin)",
            "(?:poste|stage) pour (?:une femme|un homme|un garcon|une fille)",
        ),
    ),
    (
        "une condition d'origine",
        _un_de("nationalite francaise", "de souche", "origine (?:francaise|europeenne)", "sans accent"),
    ),
    (
        "une condition de religion ou d'apparence",
        _un_de("sans voile", "bonne presentation exigee", "physique agreable", "photo (?:exigee|obligatoire)"),
    ),
    (
        "une demande d'argent",
        _un_de("frais d.inscription", "frais de dossier", "caution a verser", "paiement a l.avance"),
    ),
)  # fmt: skip


def plier(texte: str) -> str:
    """Lower case without accents, one space between words."""
    sans = "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
    return " ".join(sans.casefold().replace("\u2019", "'").split())


def empreinte(titre: str, description: str) -> str:
    """The same for two texts that differ by case, accents, spaces or punctuation only; empty for no text."""
    mots = re.findall(r"\w+", plier(f"{titre} {description}"))
    return hashlib.sha256(" ".join(mots).encode()).hexdigest() if mots else ""


def contacts_dans(texte: str) -> list[str]:
    """The kinds of contact that a text gives, in words."""
    return [nom for nom, motif in CONTACTS if motif.search(texte)]


def conditions_dans(texte: str) -> list[tuple[str, str]]:
    """Conditions that the law forbids: what they are, and the words at fault."""
    plie = plier(texte)
    return [(nom, trouve.group(0)) for nom, motif in CONDITIONS if (trouve := motif.search(plie))]
