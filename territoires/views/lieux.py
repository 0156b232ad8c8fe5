"""« À qui parler »: two questions, at most two doors, then the directory; and the sheet of a guidance place."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers

from commun.acces import reserve, tout_public
from commun.dessins.carte import PointCarte
from commun.fragments import page_ou_fragment
from territoires.forms import LectureLieux, ListesDeChoix, lire_lieux, listes_de_choix
from territoires.models import Commune, LieuOrientation, LieuOrientationQuerySet, Referent
from territoires.services.annuaire import CriteresLieux, lieux_demandes, rayon_qui_repond
from territoires.services.chez_moi import ChezMoi, lire
from territoires.services.orientation import DeuxPortes, deux_portes
from territoires.views.fiche_lieu import donnees_liees

PAR_PAGE = 12
RAYONS = (5, 10, 20, 30, 60, 100)
VILLES_MAX = 20
MARGE_DE_CARTE = 1.4
MEME_VILLE_MAX = 6


@reserve(tout_public)
def lieux(request: HttpRequest) -> HttpResponse:
    """The two questions and the directory. Any address answers: what is not understood is said."""
    listes = listes_de_choix()
    lecture = lire_lieux(request.GET, listes, lire(request.session))
    contexte = _contexte(request, listes, lecture)
    adresse = request.path + lecture.criteres.adresse().removesuffix("?")
    reponse = page_ou_fragment(
        request, "territoires/lieux/lieux.html", "territoires/lieux/_reponse.html", contexte, adresse
    )
    patch_vary_headers(reponse, ["Cookie"])
    return reponse


def _contexte(request: HttpRequest, listes: ListesDeChoix, lecture: LectureLieux) -> dict[str, Any]:
    criteres = lecture.criteres
    portes = _portes(criteres)
    trouves = lieux_demandes(criteres).exclude(pk__in=[porte.lieu.pk for porte in portes.portes])
    page = Paginator(trouves.complets(), PAR_PAGE).get_page(request.GET.get("page"))
    plus_large = rayon_qui_repond(criteres) if not page.paginator.count and not portes.portes else None
    return {
        "listes": listes,
        "lecture": lecture,
        "criteres": criteres,
        "rayons": RAYONS,
        "deux_portes": portes,
        "page": page,
        "nombre": page.paginator.count,
        "plus_large": plus_large,
        "adresse_plus_large": criteres.adresse(rayon=str(plus_large or "")),
        "filtres": _filtres(criteres),
        "referent": _referent(criteres),
        "points": _points(criteres),
        "villes": _villes(lieux_demandes(criteres), criteres),
    }


def _portes(criteres: CriteresLieux) -> DeuxPortes:
    """The doors, once both questions have their answer and the list is not narrowed by hand."""
    if criteres.public is None or criteres.centre is None or criteres.affine:
        return DeuxPortes(rayon_km=criteres.rayon)
    return deux_portes(public=criteres.public, lieu=criteres.centre, rayon_km=criteres.rayon)


def _filtres(criteres: CriteresLieux) -> list[dict[str, str]]:
    """Active filters, each with the address without it."""
    filtres = []
    if criteres.public:
        filtres.append({"libelle": criteres.public.libelle, "adresse": criteres.adresse(public="")})
    if criteres.reseau:
        filtres.append({"libelle": criteres.reseau.nom, "adresse": criteres.adresse(reseau="")})
    if criteres.departement:
        filtres.append({"libelle": criteres.departement.nom, "adresse": criteres.adresse(departement="")})
    if criteres.cep:
        filtres.append({"libelle": "conseil en évolution professionnelle", "adresse": criteres.adresse(cep="")})
    if criteres.accessible:
        filtres.append({"libelle": "accessible en fauteuil", "adresse": criteres.adresse(accessible="")})
    if criteres.partout:
        filtres.append({"libelle": "toute la région", "adresse": criteres.adresse(partout="")})
    return filtres


def _referent(criteres: CriteresLieux) -> Referent | None:
    """The officer of the département asked, else of the place."""
    code = _departement(criteres)
    return Referent.objects.select_related("departement").filter(departement__code=code).first() if code else None


def _departement(criteres: CriteresLieux) -> str:
    if criteres.departement:
        return criteres.departement.code
    if criteres.centre is None:
        return ""
    return criteres.centre.departement if isinstance(criteres.centre, ChezMoi) else criteres.centre.departement.code


def _points(criteres: CriteresLieux) -> list[PointCarte]:
    """Dots under the markers: the communes of what is looked at."""
    communes = Commune.objects.actives()
    if criteres.departement:
        communes = communes.filter(departement=criteres.departement)
    elif criteres.autour:
        communes = communes.autour_de(criteres.centre, criteres.rayon * MARGE_DE_CARTE)
    return communes.points()


def _villes(trouves: LieuOrientationQuerySet, criteres: CriteresLieux) -> list[dict[str, Any]]:
    """One marker a town, with how many places answer there: several share one point."""
    villes = (
        LieuOrientation.objects.filter(pk__in=trouves.order_by().values("pk"))
        .order_by()
        .values("commune__code_insee", "commune__nom")
        .annotate(nombre=Count("pk"), latitude=Min("commune__latitude"), longitude=Min("commune__longitude"))
        .order_by("-nombre", "commune__nom")[:VILLES_MAX]
    )
    return [
        {
            "libelle": f"{v['commune__nom']} : {v['nombre']} lieu{'x' * (v['nombre'] > 1)}",
            "adresse": criteres.adresse(commune=v["commune__code_insee"], rayon="5", departement="", partout=""),
            "latitude": v["latitude"],
            "longitude": v["longitude"],
        }
        for v in villes
    ]


@reserve(tout_public)
def lieu(request: HttpRequest, slug: str) -> HttpResponse:
    """A guidance place: who it receives, how to reach it, what is known of its access, its label."""
    objet = get_object_or_404(LieuOrientation.objects.ouverts().complets(), slug=slug)
    voisins = LieuOrientation.objects.ouverts().filter(commune=objet.commune_id).exclude(pk=objet.pk)
    departement = objet.commune.departement
    contexte = {
        "lieu": objet,
        "publics": list(objet.publics.all()),
        "voisins": voisins.select_related("reseau").order_by("reseau__ordre", "slug")[:MEME_VILLE_MAX],
        "referent": Referent.objects.select_related("departement").filter(departement=departement).first(),
        "departement": departement,
        "donnees_liees": donnees_liees(objet),
    }
    return render(request, "territoires/lieux/lieu.html", contexte)
