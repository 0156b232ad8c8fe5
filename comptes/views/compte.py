from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commun.acces import personne_connectee, reserve


@reserve(personne_connectee)
def compte(request: HttpRequest) -> HttpResponse:
    return render(request, "comptes/compte.html")
