"""The search of trainings: a page, and the part of it that htmx replaces, from one view."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from commun.acces import reserve, tout_public
from commun.fragments import page_ou_fragment
from formations.forms import LONGUEUR_Q, Lecture, lire_criteres
from formations.services.exploration import (
    PARTOUT,
    RAYONS,
    TRIS,
    Exploration,
    explorer,
    facettes_de_l_instant,
)
from formations.services.instant import lire_instant
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.suggestions import suggerer
from formations.services.voisins import voisins_avec_formations
from formations.views.presentation import blocs_de_page, cartes_de, effacer, filtres_actifs, libelle_niveau, sorties
from metiers.views.presentation import sans
from territoires.services import chez_moi
from territoires.services.lecture_lieu import LONGUEUR_OU

PAR_PAGE = 10


@reserve(tout_public)
def recherche(request: HttpRequest) -> HttpResponse:
    """List of trainings for words, facets and a place. Any address answers: what is not understood is said."""
    repertoire, instant = repertoire_courant(), lire_instant(timezone.now())
    facettes = {**repertoire.facettes, **facettes_de_l_instant(repertoire, instant)}
    lecture = lire_criteres(request.GET, facettes.values(), chez_moi.lire(request.session))
    exploration = explorer(repertoire, lecture.criteres, instant)
    contexte = _contexte(request, lecture, exploration)
    adresse = f"{request.path}{sans(request.GET)}"
    return page_ou_fragment(request, "formations/recherche.html", "formations/_liste.html", contexte, adresse)


def _contexte(request: HttpRequest, lecture: Lecture, exploration: Exploration) -> dict[str, Any]:
    criteres = lecture.criteres
    page = Paginator(exploration.rangs, PAR_PAGE).get_page(request.GET.get("page"))
    vide = not exploration.nombre
    return {
        "criteres": criteres,
        "longueur_ou": LONGUEUR_OU,
        "ecartes": lecture.ecartes,
        "homonymes": lecture.homonymes,
        "q_coupee": LONGUEUR_Q if lecture.q_coupee else 0,
        "partielle": exploration.partielle,
        "nombre": exploration.nombre,
        "page": page,
        "cartes": cartes_de(exploration, list(page.object_list)),
        "filtres": filtres_actifs(request.GET, exploration),
        "effacer": effacer(criteres.lieu),
        "blocs": blocs_de_page(exploration),
        "domaines": criteres.choix.get("domaine", ()),
        "rayons": sorted({*RAYONS, criteres.rayon} - {PARTOUT}),
        "tris": {code: libelle for code, libelle in TRIS.items() if code != "distance" or criteres.lieu},
        "sorties": sorties(request.GET, exploration) if vide else [],
        "voisins": voisins_avec_formations(exploration) if vide else [],
        "repertoire_vide": not exploration.repertoire.formations,
    }


@reserve(tout_public)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Trainings and establishments to propose while a person types, each with the address of its sheet."""
    debut = " ".join(request.GET.get("q", "")[:LONGUEUR_Q].split())
    proposees = suggerer(repertoire_courant(), debut)
    resultats = [
        {
            "libelle": f.intitule,
            "detail": libelle_niveau(f.niveau),
            "adresse": reverse("formations:fiche", args=[f.slug]),
        }
        for f in proposees.formations
    ]
    resultats += [
        {"libelle": e.nom, "detail": e.commune, "adresse": reverse("etablissements:fiche", args=[e.slug])}
        for e in proposees.etablissements
    ]
    reponse = JsonResponse({"results": resultats})
    reponse["Cache-Control"] = "public, max-age=300"
    return reponse
