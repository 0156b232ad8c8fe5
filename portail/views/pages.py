"""Pages of text: legal notice, accessibility, personal data, site map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commun.acces import reserve, tout_public
from metiers.models import Famille
from metiers.services.themes import themes_courants
from portail.textes import textes


@reserve(tout_public)
def mentions_legales(request: HttpRequest) -> HttpResponse:
    return render(request, "portail/mentions_legales.html", {"mentions": textes()["mentions"]})


@reserve(tout_public)
def accessibilite(request: HttpRequest) -> HttpResponse:
    return render(request, "portail/accessibilite.html", {"mentions": textes()["mentions"]})


@reserve(tout_public)
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    return render(request, "portail/donnees_personnelles.html", {"mentions": textes()["mentions"]})


@reserve(tout_public)
def plan_du_site(request: HttpRequest) -> HttpResponse:
    return render(
        request, "portail/plan_du_site.html", {"familles": Famille.objects.all(), "themes": themes_courants().values()}
    )
