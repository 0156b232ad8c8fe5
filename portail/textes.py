"""Texts of the Région that only the portal's own pages use (``donnees/portail.toml``)."""

import tomllib
from functools import cache
from typing import Any

from django.conf import settings


@cache
def textes() -> dict[str, Any]:
    """The file, read once per process."""
    with (settings.DONNEES / "portail.toml").open("rb") as fichier:
        return tomllib.load(fichier)
