"""Error pages: each says what happened in French and shows a way on. The API answers problem details."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from commun.api import reponse_probleme
from commun.marque import marque

MESSAGES = {
    400: "Cette adresse contient une valeur que le portail ne comprend pas.",
    403: "Vous n'avez pas accès à cette page.",
    404: "Cette page n'existe pas ou n'existe plus.",
    500: "Le portail a rencontré une erreur.",
}


def _reponse(request: HttpRequest, statut: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return reponse_probleme(request, statut, MESSAGES[statut])
    return render(request, f"{statut}.html", status=statut)


def requete_incorrecte(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _reponse(request, 400)


def acces_refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _reponse(request, 403)


def introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _reponse(request, 404)


def erreur_du_service(request: HttpRequest, *_: Any) -> HttpResponse:
    """Rendered without request nor context processors: neither the database nor the session may be there."""
    if request.path.startswith("/api/"):
        return reponse_probleme(request, 500, MESSAGES[500])
    return HttpResponse(render_to_string("500.html", {"marque": marque()}), status=500)
