"""Addresses (slugs) made from official labels: readable, unique, never changed afterwards."""

import re
import unicodedata
from collections.abc import Iterable

_SOUDEES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_ENVIES = re.compile(
    r"^(?:j'ai envie de|j'ai le|j'ai l'|j'ai un|j'aime|je souhaite|je suis|métiers? d(?:e l'|e la|es|e|u))\s*", re.I
)


def adresse_de(libelle: str, maxi: int = 110) -> str:
    """The words of a label joined by hyphens, cut between words.

    >>> adresse_de("Conducteur / Conductrice d'engins agricoles")
    'conducteur-conductrice-d-engins-agricoles'
    """
    texte = unicodedata.normalize("NFD", libelle.translate(_SOUDEES)).encode("ascii", "ignore").decode().lower()
    adresse = re.sub(r"[^a-z0-9]+", "-", texte).strip("-")
    if len(adresse) > maxi:
        adresse = adresse[:maxi].rsplit("-", 1)[0] if "-" in adresse[:maxi] else adresse[:maxi]
    return adresse or "sans-nom"


def adresse_de_referentiel(libelle: str) -> str:
    """Same, without the opening words that all labels of a list share ("J'ai envie de", "Métiers de")."""
    return adresse_de(_ENVIES.sub("", libelle) or libelle)


class AdressesLibres:
    """Gives out addresses that are not taken yet."""

    def __init__(self, prises: Iterable[str]) -> None:
        self._prises = set(prises)

    def donner(self, voulue: str) -> str:
        """``voulue``, or ``voulue-2``, ``voulue-3``… when it is taken."""
        adresse, rang = voulue, 1
        while adresse in self._prises:
            rang += 1
            adresse = f"{voulue}-{rang}"
        self._prises.add(adresse)
        return adresse
