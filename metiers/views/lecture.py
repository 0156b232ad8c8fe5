"""The occupation that an address names, or what stands in its place: another address, a withdrawal, nothing."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from metiers.models import Metier
from metiers.services.fiche import lire_metier, metier_du_code
from metiers.services.voisinage import voisins_de

CODE_ROME = re.compile(r"[a-zA-Z][0-9]{4}")


def lire_ou_repondre(request: HttpRequest, slug: str, page: str = "metiers:fiche") -> Metier | HttpResponse:
    """A published occupation, or a draft for staff; a withdrawn one says so (410); a ROME code leads to its page."""
    metier = lire_metier(slug)
    if metier is None and CODE_ROME.fullmatch(slug):
        designe = metier_du_code(slug.upper())
        if designe:
            return HttpResponseRedirect(reverse(page, args=[designe.slug]))
    if metier is None or (metier.etat == Metier.Etat.BROUILLON and not request.user.is_staff):
        raise Http404("Ce métier n'existe pas dans le portail.")
    if metier.etat == Metier.Etat.RETIRE:
        contexte = {"metier": metier, "voisins": voisins_de(metier)}
        return render(request, "metiers/retire.html", contexte, status=410)
    return metier
