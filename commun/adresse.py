"""The client's address, believed only as far as our own proxies wrote it."""

from django.conf import settings
from django.http import HttpRequest


def adresse_client(request: HttpRequest) -> str:
    """The address that throttles count by.

    With ``NOMBRE_MANDATAIRES = n`` the n-th entry from the right of ``X-Forwarded-For`` was written by our outermost
    proxy; anything further left is the client's word and is ignored. With 0 the header is ignored altogether.
    """
    directe = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a placeholder, nothing is bound
    nombre: int = settings.NOMBRE_MANDATAIRES
    if not nombre:
        return directe
    chaine = [a.strip() for a in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if a.strip()]
    return chaine[-nombre] if len(chaine) >= nombre else directe
