"""A list of offers for other sites: a bare page without cookies, and the page that explains how to show it."""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.site import absolue
from stages.services.exploration import lire_criteres
from stages.services.integration import origines_permises
from stages.services.recherche_offres import compter, dernieres
from stages.views.presentation import cartes_de, nombre_en_mots

OFFRES = 8


@reserve(tout_public)
@require_safe
def integration(request: HttpRequest) -> HttpResponse:
    """With a query string, the list to embed; without one, how to embed it."""
    return _liste(request) if request.GET else _explication(request)


def _explication(request: HttpRequest) -> HttpResponse:
    adresse = absolue(reverse("stages:integration")) + "?commune=44109&rayon=20"
    return render(request, "stages/integration.html", {"adresse": adresse})


@xframe_options_exempt
def _liste(request: HttpRequest) -> HttpResponse:
    """Neither session nor account is read, so that no cookie goes to another site's visitors."""
    maintenant = timezone.now()
    lecture = lire_criteres(request.GET)
    nombre, au_dela = compter(lecture.criteres, maintenant)
    contexte: dict[str, Any] = {
        "criteres": lecture.criteres,
        "ecartes": lecture.ecartes,
        "nombre": nombre,
        "nombre_dit": nombre_en_mots(nombre, au_dela),
        "cartes": cartes_de(dernieres(lecture.criteres, maintenant, OFFRES), maintenant),
        "site": absolue(""),
    }
    origines = origines_permises() or ["'none'"]

    @csp_replace({"frame-ancestors": origines})
    def servir(requete: HttpRequest) -> HttpResponse:
        reponse = render(requete, "stages/integration_liste.html", contexte)
        reponse["Cache-Control"] = "no-cache"
        return reponse

    return servir(request)  # type: ignore[return-value]


@reserve(tout_public)
@require_safe
def partenaires(request: HttpRequest) -> HttpResponse:
    """How a partner sends its offers."""
    return render(request, "stages/partenaires.html", {"site": absolue("")})
