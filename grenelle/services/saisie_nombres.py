"""Read figures as French people type them: « 1 234,5 », « 12 % », « np ». What is ambiguous is asked, never guessed."""

import re
from decimal import Decimal

from grenelle.choices import Unite

NON_PUBLIE = "non publié"
_NON_PUBLIE = {"np", "n.p.", "non publié", "non publie", "non diffusé", "non diffuse"}
_ESPACES = re.compile("[\u00a0\u202f\u2009]")
_NOMBRE = re.compile(r"-?(?:\d{1,3}(?: \d{3})+|\d+)(?:,\d+)?")
_POINT = re.compile(r"-?\d+\.(?:\d{1,2}|\d{4,})")
_SIGNES = {Unite.POURCENTAGE: "%", Unite.EUROS: "€", Unite.KILOMETRES: "km"}
LONGUEUR_MAX = 40


class NombreIllisible(ValueError):
    """The text is not a figure; the message says what to write."""


def lire_nombre(texte: str, unite: str) -> Decimal | None:
    """The figure; ``None`` when the text says that it is not published."""
    propre = " ".join(_ESPACES.sub(" ", texte).split())
    if propre.casefold() in _NON_PUBLIE:
        return None
    signe = _SIGNES.get(Unite(unite), "")
    if signe and propre.endswith(signe):
        propre = propre.removesuffix(signe).rstrip()
    if len(propre) > LONGUEUR_MAX or not propre.isascii():
        raise NombreIllisible("Ce n'est pas un nombre.")
    if _NOMBRE.fullmatch(propre):
        return Decimal(propre.replace(" ", "").replace(",", "."))
    if _POINT.fullmatch(propre):
        return Decimal(propre)
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+", propre):
        entier = propre.replace(".", " ")
        raise NombreIllisible(
            f"Écrivez {entier} ou {propre.replace('.', ',', 1)} : le point peut se lire des deux façons."
        )
    raise NombreIllisible("Ce n'est pas un nombre : écrivez par exemple 1 234,5, ou « np » si la source ne publie pas.")


def ecrire_nombre(valeur: Decimal | None) -> str:
    """The figure as it may be typed again."""
    return NON_PUBLIE if valeur is None else f"{valeur.normalize():f}".replace(".", ",")
