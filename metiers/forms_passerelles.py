"""What the addresses of the neighbours, of the skills and of the comparison say, checked value by value.

As in :mod:`metiers.forms`, unknown values never break a page: they are put aside, and the page says so.
"""

from dataclasses import dataclass

from django.http import QueryDict

from metiers.choices import Niveau
from metiers.forms import LONGUEUR_DITE, LONGUEUR_Q, VALEURS_MAX
from metiers.services.facettes import Catalogue
from metiers.services.passerelles import DEPUIS, VERS

TRIS_PASSERELLES = {
    "note": "Les plus accessibles",
    "savoirs": "Savoir-faire acquis",
    "demande": "Recrutent le plus",
    "niveau": "Les études les plus courtes",
    "nom": "Nom",
}
SENS = {VERS: "Vers d'autres métiers", DEPUIS: "Depuis d'autres métiers"}
SAVOIRS_MAX = 60
"""Skills read from one address; more would be no choice any more."""
LONGUEUR_CODE = 200


@dataclass(frozen=True, slots=True)
class FiltresDePassage:
    """Filters and order common to the neighbours and to the skills. ``niveau``: at most this diploma."""

    niveau: int | None = None
    famille: str = ""
    essentiel: bool = False
    tri: str = "note"
    sens: str = VERS


def lire_filtres(parametres: QueryDict, catalogue: Catalogue) -> tuple[FiltresDePassage, tuple[str, ...]]:
    """Filters that were understood, and the values that were not."""
    ecartes: list[str] = []

    def parmi(nom: str, connues: object, defaut: str = "") -> str:
        valeur = parametres.get(nom) or defaut
        if valeur == defaut or valeur in connues:  # type: ignore[operator]
            return valeur
        ecartes.append(valeur[:LONGUEUR_DITE])
        return defaut

    niveau = parmi("niveau", {str(n.value) for n in Niveau})
    filtres = FiltresDePassage(
        niveau=int(niveau) if niveau else None,
        famille=parmi("famille", catalogue.facettes["famille"].valeurs),
        essentiel=parmi("essentiel", {"oui"}) == "oui",
        tri=parmi("tri", TRIS_PASSERELLES, "note"),
        sens=parmi("sens", SENS, VERS),
    )
    return filtres, tuple(ecartes)


def lire_codes(parametres: QueryDict, nom: str, maximum: int) -> tuple[list[str], int]:
    """Distinct values of a repeated parameter, at most ``maximum``, and how many were left beyond it."""
    valeurs = [v for v in dict.fromkeys(parametres.getlist(nom)) if v and len(v) <= LONGUEUR_CODE]
    return valeurs[:maximum], max(0, len(valeurs) - maximum)


def lire_texte(parametres: QueryDict, nom: str) -> str:
    """A typed text, on one line and no longer than a search."""
    return " ".join(parametres.get(nom, "").split())[:LONGUEUR_Q].strip()


def dits(valeurs: list[str]) -> list[str]:
    """Values that were not understood, short enough to be said."""
    return [v[:LONGUEUR_DITE] for v in valeurs[:VALEURS_MAX]]
