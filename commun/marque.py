"""Texts of the brand: they are data, so that another Région can load its own."""

import tomllib
from dataclasses import dataclass
from functools import cache

from django.conf import settings


@dataclass(frozen=True)
class Marque:
    """Name of the portal, of the Région, and where to write."""

    nom: str
    region: str
    code_region: str
    devise: str
    description: str
    courriel: str
    adresse_postale: str
    zone_scolaire: str
    demonstration: bool


@cache
def marque() -> Marque:
    """Read ``donnees/portail.toml`` once per process."""
    with (settings.DONNEES / "portail.toml").open("rb") as fichier:
        return Marque(**tomllib.load(fichier)["marque"])
