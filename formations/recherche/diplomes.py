"""Names of diplomas, short and long: « BTS », « brevet de technicien supérieur » and « 1BTS2 » are one word here."""

import re

from commun.analyse import normaliser

# Longest spellings first. A sign of several words also stands for its first one: « bac pro » answers « bac ».
ECRITURES = (
    ("capa", r"certificat d aptitude professionnelle agricole|capa"),
    ("cap", r"certificat d aptitude professionnelle|\d?cap\d?"),
    ("bpa", r"brevet professionnel agricole|bpa"),
    ("bpjeps", r"brevet professionnel de la jeunesse(?: de l education populaire et du sport)?|bp ?jeps"),
    ("btsa", r"brevet de technicien superieur agricole|btsa|bts agricole"),
    ("bts", r"brevet de technicien superieur|\d?bts\d?"),
    ("btm", r"brevet technique des metiers|btm"),
    ("bma", r"brevet des metiers d art|bma"),
    ("bp", r"brevet professionnel|\d?bp\d?"),
    ("bm", r"brevet de maitrise|bm"),
    ("but", r"bachelor universitaire de technologie|but"),
    ("dnmade", r"diplome national des metiers d art et du design|dn made|dnmade"),
    ("bacpro", r"baccalaureat professionnel|bac ?pro(?:fessionnel)?s?|bcp"),
    ("bactechno", r"baccalaureat technologique|bac ?techno(?:logique)?s?"),
    ("bac", r"baccalaureat|bac"),
    ("licencepro", r"licence professionnelle|licence ?pro|lp"),
    ("licence", r"licence"),
    ("master", r"master"),
    ("ingenieur", r"(?:diplome|titre) d ingenieure?"),
    ("cs", r"certificat de specialisation|cs"),
    ("mc", r"mention complementaire|mc\d?"),
    ("titrepro", r"titre professionnel|titre ?pro|tp"),
    ("cqp", r"certificat de qualification professionnelle|cqp"),
    ("deaes", r"diplome d etat d accompagnant educatif et social|deaes|aes"),
    ("deas", r"diplome d etat d aide soignante?|deas"),
    ("deap", r"diplome d etat d auxiliaire de puericulture|deap"),
    ("dei", r"diplome d etat d infirmiere?|dei|ide"),
    ("de", r"diplome d etat"),
    ("fcil", r"formation complementaire d initiative locale|fcil"),
)
ECRITURE = re.compile("|".join(rf"(?P<{signe}>\b(?:{motif})\b)" for signe, motif in ECRITURES))
BACS = ("bacpro", "bactechno")
AUSSI = {"bacpro": ("bac",), "bactechno": ("bac",), "licencepro": ("licence",), "btsa": ("bts",), "capa": ("cap",)}
"""What a diploma also answers to."""
NOMS_DE_METIER = {
    "deas": "aide soignant",
    "deap": "auxiliaire puericulture",
    "dei": "infirmier",
    "deaes": "accompagnant",
}
"""Diplomas named after their occupation: its words stay searchable."""


def separer_diplomes(texte: str) -> tuple[tuple[str, ...], str]:
    """Signs of the diplomas that a text names, and its other words, normalised.

    >>> separer_diplomes("Brevet de technicien supérieur Maintenance")
    (('bts',), 'maintenance')
    """
    signes: dict[str, None] = {}
    reste = normaliser(texte)

    def noter(trouve: "re.Match[str]") -> str:
        signe = trouve.lastgroup or ""
        signes[signe] = None
        return f" {NOMS_DE_METIER.get(signe, '')} "

    reste = " ".join(ECRITURE.sub(noter, reste).split())
    return tuple(signes), reste
