"""Sources and licences of the data sets, with the last import of each (``donnees/sources.toml``)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from territoires.models import Importation


@dataclass(frozen=True)
class Source:
    """A data set as its producer publishes it, and what the portal makes of it."""

    jeu: str
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
        return tuple(Source(**source) for source in tomllib.load(fichier)["source"])


def sources_publiees() -> list[tuple[Source, Importation | None]]:
    """Every source with its last applied import, in one query."""
    derniers: dict[str, Importation] = {}
    for importation in Importation.objects.filter(etat=Importation.Etat.APPLIQUEE).defer("rapport").order_by("fin"):
        derniers[importation.jeu] = importation
    return [(source, derniers.get(source.jeu)) for source in _sources()]
