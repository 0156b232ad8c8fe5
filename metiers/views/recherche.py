from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commun.acces import reserve, tout_public


@reserve(tout_public)
def recherche(request: HttpRequest, slug: str = "") -> HttpResponse:
    return render(request, "metiers/recherche.html")
