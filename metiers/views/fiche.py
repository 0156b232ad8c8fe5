"""The sheet of an occupation, and what stands in its place when there is none."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commun.acces import reserve, tout_public
from metiers.models import CompteDuJour, Metier
from metiers.services.frequentation import noter
from metiers.services.interets import profil_de_session
from metiers.services.resultat_interets import correspondances_de
from metiers.views.lecture import lire_ou_repondre
from metiers.views.lieux import code_departement, lieu_demande
from metiers.views.marche import marche_de
from metiers.views.parties import parties_de
from metiers.views.volets import volets_de
from territoires.models import Commune, Referent
from territoires.services.chez_moi import ChezMoi
from territoires.services.orientation import portes_en_bref


@reserve(tout_public)
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """A published occupation; a withdrawn one says so (410); a ROME code leads to its occupation."""
    metier = lire_ou_repondre(request, slug)
    if isinstance(metier, HttpResponse):
        return metier
    famille = f"{reverse('metiers:recherche')}?famille={metier.famille.slug}" if metier.famille else ""
    lieu = lieu_demande(request)
    contexte = {
        "metier": metier,
        "adresse_famille": famille,
        "parties": parties_de(metier),
        "marche": marche_de(metier, lieu),
        "volets": volets_de(metier, lieu, request),
    }
    noter(request, CompteDuJour.Nature.FICHE, metier.slug)
    return render(request, "metiers/fiche.html", contexte | _contact(lieu) | _interets(request, metier))


def _interets(request: HttpRequest, metier: Metier) -> dict[str, Any]:
    """How the visitor's own profile meets this occupation, when the questionnaire has been answered."""
    profil = profil_de_session(request.session)
    if profil is None or profil.est_plat:
        return {"profil": None}
    return {"profil": profil, "correspondance": correspondances_de(profil, [metier.pk]).get(metier.pk)}


def _contact(lieu: Commune | ChezMoi | None) -> dict[str, Any]:
    """Who to call in the département of the place."""
    if lieu is None:
        return {"contact": None, "lieu": "", "portes": []}
    referents = Referent.objects.select_related("departement").filter(departement__code=code_departement(lieu))
    return {
        "contact": referents.first(),
        "lieu": lieu.nom,
        "code_lieu": lieu.code_insee,
        "portes": portes_en_bref(lieu),
    }
