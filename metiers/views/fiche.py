"""The sheet of an occupation, and what stands in its place when there is none."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commun.acces import reserve, tout_public
from metiers.views.lecture import lire_ou_repondre
from metiers.views.parties import parties_de
from territoires.models import Commune, Referent
from territoires.services.chez_moi import lire

CODE_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")


@reserve(tout_public)
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """A published occupation; a withdrawn one says so (410); a ROME code leads to its occupation."""
    metier = lire_ou_repondre(request, slug)
    if isinstance(metier, HttpResponse):
        return metier
    famille = f"{reverse('metiers:recherche')}?famille={metier.famille.slug}" if metier.famille else ""
    contexte = {"metier": metier, "adresse_famille": famille, "parties": parties_de(metier)} | _contact(request)
    return render(request, "metiers/fiche.html", contexte)


def _contact(request: HttpRequest) -> dict[str, Any]:
    """Who to call: in the département of the commune of the address, else of the visitor's place."""
    code = request.GET.get("commune", "")
    commune = Commune.objects.completes().filter(code_insee=code).first() if CODE_INSEE.fullmatch(code) else None
    lieu = commune or lire(request.session)
    if lieu is None:
        return {"contact": None, "lieu": ""}
    departement = commune.departement.code if commune else lieu.departement
    contact = Referent.objects.select_related("departement").filter(departement__code=departement).first()
    return {"contact": contact, "lieu": lieu.nom}
