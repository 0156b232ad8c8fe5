"""What the Région brings to these pages: texts (``donnees/portail.toml``), outlines (``donnees/contours.toml``)."""

import tomllib
from functools import cache
from typing import Any

from django.conf import settings


@cache
def textes() -> dict[str, Any]:
    """The file, read once per process."""
    with (settings.DONNEES / "portail.toml").open("rb") as fichier:
        return tomllib.load(fichier)


@cache
def contours() -> list[dict[str, Any]]:
    """Outlines of the départements, read once per process; none when the file is absent."""
    chemin = settings.DONNEES / "contours.toml"
    if not chemin.is_file():
        return []
    with chemin.open("rb") as fichier:
        return tomllib.load(fichier)["contour"]
