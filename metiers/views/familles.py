"""The families of occupations, with how many occupations each holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commun.acces import reserve, tout_public
from metiers.services.facettes import catalogue_courant


@reserve(tout_public)
def familles(request: HttpRequest) -> HttpResponse:
    """Another way in than the search box: families and themes."""
    catalogue = catalogue_courant()
    contexte = {
        nom: [(v, v.bits.bit_count()) for v in catalogue.facettes[nom].valeurs.values() if v.bits]
        for nom in ("famille", "interet", "theme")
    }
    return render(request, "metiers/familles.html", contexte)
