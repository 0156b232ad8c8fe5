"""What every feed of the portal needs: full addresses, text that XML may hold, and an answer that sees withdrawals."""

import re
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse

_INTERDITS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML document may hold."""


def propre(texte: str) -> str:
    return _INTERDITS.sub(" ", texte)


def repondre(flux: Feed, request: HttpRequest, **parametres: Any) -> HttpResponse:
    """No date of change: what is withdrawn changes the feed without anything newer, and only the ``ETag`` sees it."""
    reponse = flux(request, **parametres)
    del reponse["Last-Modified"]
    reponse["Cache-Control"] = "no-cache"
    return reponse
