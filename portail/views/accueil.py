from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commun.acces import reserve, tout_public


@reserve(tout_public)
def accueil(request: HttpRequest) -> HttpResponse:
    return render(request, "portail/accueil.html")
