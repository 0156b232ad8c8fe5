"""What every template may rely on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from commun.marque import marque
from commun.site import absolue


def portail(request: HttpRequest) -> dict[str, Any]:
    """Brand and canonical address. The texts of the brand are data (``donnees/portail.toml``)."""
    return {
        "marque": marque(),
        "adresse_canonique": absolue(request.path),
        "version_portail": settings.VERSION,
        "debug": settings.DEBUG,
    }
