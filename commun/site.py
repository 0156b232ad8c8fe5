"""The portal's own address, whatever host a request came by."""

from urllib.parse import urlsplit

from django.conf import settings


def absolue(chemin: str) -> str:
    """Full address of a path of the site."""
    return f"{settings.SITE_URL.rstrip('/')}{chemin}"


def domaine() -> str:
    """Name of the site's host, for identifiers that must not move."""
    return urlsplit(settings.SITE_URL).hostname or ""
