"""Open data: the page, each data set as CSV and JSON, and the Data Package that describes them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.api import debit_epuise
from commun.marque import marque
from commun.ouverture import JeuOuvert, en_csv, en_json, jeu, jeux, ressource
from commun.site import absolue
from portail.services.ouverture import EtatDesDonnees
from portail.sources import sources_publiees

DUREE = 300
FORMES: dict[str, Any] = {
    "csv": (en_csv, "text/csv; charset=utf-8; header=present"),
    "json": (en_json, "application/json; charset=utf-8"),
}


@reserve(tout_public)
def donnees_ouvertes(request: HttpRequest) -> HttpResponse:
    """What may be downloaded, then where everything comes from."""
    contexte = {"ouverts": [(jeu, jeu.nombre()) for jeu in jeux()], "jeux": sources_publiees()}
    return render(request, "portail/donnees_ouvertes.html", contexte)


@reserve(tout_public)
@require_safe
def fichier(request: HttpRequest, code: str, forme: str) -> HttpResponseBase:
    """One data set, row by row: the memory that it takes does not depend on its length."""
    demande = jeu(code)
    if demande is None or forme not in FORMES:
        raise Http404("Ce jeu de données n'existe pas.")
    attente = debit_epuise(request, "export")
    if attente is not None:
        reponse = render(request, "429.html", status=429)
        reponse["Retry-After"] = str(attente)
        return reponse
    etat = EtatDesDonnees.lire()
    marque_du_fichier = etat.marque(demande, forme)
    connue = request.headers.get("If-None-Match", "*") != "*"
    inchange = get_conditional_response(request, marque_du_fichier) if connue else None
    return _entetes(inchange or _flux(request, demande, forme, etat), demande, marque_du_fichier, etat)


def _flux(request: HttpRequest, demande: JeuOuvert, forme: str, etat: EtatDesDonnees) -> HttpResponseBase:
    ecrire, type_de_contenu = FORMES[forme]
    entetes = {"Content-Disposition": f'attachment; filename="{demande.code}.{forme}"'}
    if request.method == "HEAD":
        return HttpResponse(content_type=type_de_contenu, headers=entetes)
    return StreamingHttpResponse(ecrire(demande, etat.modifie_le), content_type=type_de_contenu, headers=entetes)


def _entetes(
    reponse: HttpResponseBase, demande: JeuOuvert, marque_du_fichier: str, etat: EtatDesDonnees
) -> HttpResponseBase:
    reponse["ETag"] = marque_du_fichier
    if etat.modifie_le is not None:
        reponse["Last-Modified"] = http_date(etat.modifie_le.timestamp())
    paquet = reverse("portail:paquet")
    reponse["Link"] = f'<{paquet}>; rel="describedby", <{demande.adresse_licence}>; rel="license"'
    patch_cache_control(reponse, public=True, max_age=DUREE)
    return reponse


@reserve(tout_public)
@require_safe
def paquet(request: HttpRequest) -> JsonResponse:
    """``datapackage.json`` (Frictionless): every CSV file with its Table Schema, its licence and its sources."""
    site = absolue("")
    etat = EtatDesDonnees.lire()
    corps: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "portail-orientation",
        "title": f"{marque().nom}, Région {marque().region}",
        "homepage": f"{site}{reverse('portail:donnees_ouvertes')}",
        "resources": [ressource(j, f"{site}{reverse('portail:jeu_ouvert', args=[j.code, 'csv'])}") for j in jeux()],
    }
    if etat.modifie_le is not None:
        corps["created"] = etat.modifie_le.isoformat()
    reponse = JsonResponse(corps, json_dumps_params={"ensure_ascii": False, "indent": 1})
    patch_cache_control(reponse, public=True, max_age=DUREE)
    return reponse
