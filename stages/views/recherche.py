"""The search of offers: a page, and the part of it that htmx replaces, from one view."""

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.fragments import page_ou_fragment
from metiers.models import Famille
from metiers.views.presentation import sans
from stages.choices import Distance, NiveauPublic, Section
from stages.services.exploration import LONGUEUR_MOTS, RAYONS, TRIS, LectureOffres, lire_criteres
from stages.services.recherche_offres import ResultatOffres, chercher
from stages.views.presentation import (
    DEPUIS_EN_MOTS,
    arrets_de,
    cartes_de,
    choix_de,
    effacer,
    filtres_actifs,
    jour,
    nombre_en_mots,
    sorties,
)
from territoires.models import Departement, TerritoireEmploi
from territoires.services import chez_moi
from territoires.services.lecture_lieu import LONGUEUR_OU
from territoires.services.points import points_de_la_carte

PAR_PAGE = 10


@reserve(tout_public)
@never_cache
@require_safe
def recherche(request: HttpRequest) -> HttpResponse:
    """List of offers for words, facets and a place. Any address answers: what is not understood is said."""
    maintenant = timezone.now()
    lecture = lire_criteres(request.GET, chez_moi.lire(request.session))
    contexte = _contexte(request, lecture, chercher(lecture.criteres, maintenant), maintenant)
    adresse = f"{request.path}{sans(request.GET)}"
    return page_ou_fragment(request, "stages/recherche.html", "stages/_liste.html", contexte, adresse)


def _contexte(
    request: HttpRequest, lecture: LectureOffres, resultat: ResultatOffres, maintenant: datetime
) -> dict[str, Any]:
    criteres = lecture.criteres
    page = Paginator(resultat.lot.pks, PAR_PAGE).get_page(request.GET.get("page"))
    cartes = cartes_de(list(page.object_list), maintenant, resultat.km)
    return {
        "criteres": criteres,
        "longueur_ou": LONGUEUR_OU,
        "longueur_mots": LONGUEUR_MOTS,
        "ecartes": lecture.ecartes,
        "homonymes": lecture.homonymes,
        "mots_coupes": lecture.mots_coupes,
        "nombre": resultat.nombre,
        "nombre_dit": nombre_en_mots(resultat.nombre, resultat.lot.au_dela),
        "au_dela": resultat.lot.au_dela,
        "page": page,
        "cartes": cartes,
        "points": points_de_la_carte() if cartes else [],
        "arrets": arrets_de(cartes),
        "filtres": filtres_actifs(criteres),
        "effacer": effacer(criteres),
        "rayons": sorted({*RAYONS, criteres.rayon_km or RAYONS[0]}),
        "fin_choisie": criteres.semaine_fin.isoformat() if criteres.semaine_fin else "",
        "tris": {code: libelle for code, libelle in TRIS.items() if code != "distance" or criteres.commune},
        "sorties": [] if cartes else sorties(resultat, maintenant),
        **_facettes(resultat),
    }


def _facettes(resultat: ResultatOffres) -> dict[str, Any]:
    """Blocks of the page: what to tick, then what to choose in a list."""
    familles = {f.slug: f.libelle for f in Famille.objects.all()}
    departements = {d.code: d.nom for d in Departement.objects.all()}
    semaines = {
        c.valeur: f"Semaine du {jour(date.fromisoformat(c.valeur), True)}" for c in resultat.compter("semaine_debut")
    }
    return {
        "sections": choix_de(resultat, "section", dict(Section.choices)),
        "niveaux": choix_de(resultat, "niveau", dict(NiveauPublic.choices)),
        "semaines": choix_de(resultat, "semaine_debut", semaines),
        "familles": choix_de(resultat, "famille", familles),
        "departements": choix_de(resultat, "departement", departements),
        "territoires": list(TerritoireEmploi.objects.all()),
        "distances": choix_de(resultat, "a_distance", dict(Distance.choices)),
        "depuis": choix_de(resultat, "depuis", DEPUIS_EN_MOTS),
    }
