"""Sources and licences of the data sets, with the last import of each (``donnees/sources.toml``)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from territoires.models import Importation


@dataclass(frozen=True)
class Source:
    """A data set as its producer publishes it, and what the portal makes of it."""

    jeux: tuple[str, ...]
    nom: str
    producteur: str
    adresse: str
    licence: str
    adresse_licence: str
    usage: str
    limites: str


@cache
def _sources() -> tuple[Source, ...]:
    with (settings.DONNEES / "sources.toml").open("rb") as fichier:
        return tuple(Source(**source | {"jeux": tuple(source["jeux"])}) for source in tomllib.load(fichier)["source"])


def sources_publiees() -> list[tuple[Source, Importation | None]]:
    """Every source with its last applied import, in one query."""
    appliques = Importation.objects.filter(etat=Importation.Etat.APPLIQUEE, fin__isnull=False)
    derniers: dict[str, Importation] = {}
    for importation in appliques.only("jeu", "version", "fin").order_by("fin"):
        derniers[importation.jeu] = importation
    return [(source, _dernier(derniers[jeu] for jeu in source.jeux if jeu in derniers)) for source in _sources()]


def _dernier(importations: Iterable[Importation]) -> Importation | None:
    return max(importations, key=lambda importation: importation.fin or importation.debut, default=None)
