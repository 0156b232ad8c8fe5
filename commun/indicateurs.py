"""Figures of the dashboard: each app registers its own, the dashboard shows them, and neither imports the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from commun.registre import Registre

Valeur = Decimal | int | None
"""``None``: not known, which is not zero."""
Valeurs = Mapping[str | None, Valeur]
"""Values by code of the scale (``TerritoireEmploi.code`` for a territory); under ``None``, the whole Région."""


class Echelle(StrEnum):
    REGION = "region"
    DEPARTEMENT = "departement"
    TERRITOIRE = "territoire"


class Periode(StrEnum):
    FLUX = "flux"
    """Counted over the period, from its first instant to the instant before its end."""
    STOCK = "stock"
    """As it stands at the end of the period."""


@dataclass(frozen=True, slots=True, eq=False)
class Indicateur:
    """A figure: what it is called, in what unit, at what scale, and how it is asked for."""

    code: str
    libelle: str
    unite: str
    echelle: Echelle
    periode: Periode
    requete: Callable[[datetime, datetime], Valeurs]

    def __call__(self, debut: datetime, fin: datetime) -> Valeurs:
        return self.requete(debut, fin)


_REGISTRE = Registre("indicateurs du tableau de bord")


def inscrire(indicateur: Indicateur) -> None:
    """Add a figure under its code; a code is taken once."""
    _REGISTRE.inscrire(indicateur.code, indicateur)


def indicateurs() -> dict[str, Indicateur]:
    """All figures by code, in the order of their inscription."""
    return {code: element for code, element in _REGISTRE.elements() if isinstance(element, Indicateur)}


# --- figures by place ---------------------------------------------------------------------------


def par_lieu(requete: QuerySet[Any], cle: str, calcul: Any) -> dict[str | None, int]:
    """``calcul`` by code of a place (``cle``, a lookup); for all, with or without a code, under ``None``."""
    valeurs: dict[str | None, int] = {None: 0}
    for code, nombre in requete.order_by().values_list(cle).annotate(n=calcul).values_list(cle, "n"):
        valeurs[None] += nombre or 0
        if code is not None:
            valeurs[code] = valeurs.get(code, 0) + (nombre or 0)
    return valeurs


def parts(dedans: Mapping[str | None, int], tous: Mapping[str | None, int]) -> Valeurs:
    """Share in percent, to a tenth; unknown where there is nothing to share."""
    return {
        code: (Decimal(100 * dedans.get(code, 0)) / nombre).quantize(Decimal("0.1")) if nombre else None
        for code, nombre in tous.items()
    }


def flux(code: str, libelle: str, unite: str, requete: Callable[[datetime, datetime], Valeurs]) -> Indicateur:
    """A figure counted over a period, by territory."""
    return Indicateur(code, libelle, unite, Echelle.TERRITOIRE, Periode.FLUX, requete)
