"""Words of the admin's frame, from the brand."""

from django.conf import settings
from django.http import HttpRequest

from commun.marque import marque


def titre(request: HttpRequest) -> str:
    return marque().nom


def sous_titre(request: HttpRequest) -> str:
    return f"Administration · {marque().region}"


def environnement(request: HttpRequest) -> list[str] | None:
    """A badge that nobody mistakes for the real site."""
    return ["Développement", "warning"] if settings.DEBUG else None
