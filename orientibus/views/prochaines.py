"""The public list of the stops to come, near a place, and the same by month."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.fragments import page_ou_fragment
from metiers.views.presentation import sans
from orientibus.models import Bus, Etape, Saison
from orientibus.services.exploration import RAYONS, CriteresEtapes, LectureEtapes, lire_criteres
from orientibus.services.lecture_etapes import completes, etapes_a_venir, mois_proposes
from orientibus.views.presentation import (
    arrets_de,
    cartes_de,
    filtres_actifs,
    mois_en_mots,
    semaines_du_mois,
)
from territoires.models import Departement
from territoires.services import chez_moi
from territoires.services.lecture_lieu import LONGUEUR_OU
from territoires.services.points import points_de_la_carte

PAR_PAGE = 10
ETAPES_DU_MOIS = 600
"""More stops than five buses can make in a month."""


@reserve(tout_public)
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Stops to come, soonest first, near the visitor when the place is known. Any address answers."""
    jour = timezone.localdate()
    lecture = lire_criteres(request.GET, chez_moi.lire(request.session))
    contexte = _contexte(request, lecture, jour)
    adresse = f"{request.path}{sans(request.GET)}"
    return page_ou_fragment(request, "orientibus/accueil.html", "orientibus/_liste.html", contexte, adresse)


def _contexte(request: HttpRequest, lecture: LectureEtapes, jour: date) -> dict[str, Any]:
    criteres = lecture.criteres
    page = Paginator(completes(etapes_a_venir(criteres, jour)), PAR_PAGE).get_page(request.GET.get("page"))
    cartes = cartes_de(page.object_list)
    mois = mois_proposes(jour)
    return {
        "criteres": criteres,
        "longueur_ou": LONGUEUR_OU,
        "ecartes": lecture.ecartes,
        "homonymes": lecture.homonymes,
        "nombre": page.paginator.count,
        "page": page,
        "cartes": cartes,
        "points": points_de_la_carte() if cartes else [],
        "arrets": arrets_de(cartes),
        "filtres": filtres_actifs(criteres),
        "rayons": sorted({*RAYONS, criteres.rayon_km or RAYONS[0]}),
        "mois": [{"valeur": f"{m:%Y-%m}", "libelle": mois_en_mots(m), "choisi": m == criteres.mois} for m in mois],
        "departements": list(Departement.objects.order_by("code")),
        "bus": list(Bus.objects.en_service().select_related("departement")),
        "saison": Saison.objects.ouvertes(jour).order_by("debut").first(),
        "partout": f"?{CriteresEtapes(criteres.commune, None).adresse or 'rayon=0'}",
    }


@reserve(tout_public)
@require_safe
def calendrier(request: HttpRequest) -> HttpResponse:
    """A month of stops, day by day, past ones included; links lead from month to month."""
    jour = timezone.localdate()
    lecture = lire_criteres(request.GET)
    mois = lecture.criteres.mois or jour.replace(day=1)
    fin = (mois + timedelta(days=31)).replace(day=1)
    requete = Etape.objects.publiques().filter(jour__lt=fin + timedelta(days=7), fin__gte=mois - timedelta(days=7))
    if lecture.criteres.departement:
        requete = requete.filter(demande__commune__departement=lecture.criteres.departement)
    if lecture.criteres.bus:
        requete = requete.filter(bus=lecture.criteres.bus)
    etapes = list(requete.completes().order_by("jour", "heure_debut", "pk")[:ETAPES_DU_MOIS])
    contexte = {
        "mois": mois,
        "titre_mois": mois_en_mots(mois),
        "semaines": semaines_du_mois(mois, etapes, jour),
        "avant": f"{mois - timedelta(days=1):%Y-%m}",
        "apres": f"{fin:%Y-%m}",
        "criteres": lecture.criteres,
        "ecartes": lecture.ecartes,
        "departements": list(Departement.objects.order_by("code")),
        "nombre": sum(1 for e in etapes if e.jour < fin and e.fin >= mois),
    }
    return render(request, "orientibus/calendrier.html", contexte)
