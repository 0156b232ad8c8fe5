"""Pages of the places: the Région, a département, a territory, and who to call."""

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string

from commun.acces import reserve, tout_public
from territoires.models import (
    Commune,
    Departement,
    Epci,
    LieuOrientation,
    LieuOrientationQuerySet,
    Referent,
    TerritoireEmploi,
)
from territoires.services.chez_moi import lire
from territoires.services.points import points_de_la_carte
from territoires.services.registres import RAYON_DE_COMMUNE, volets_de_lieu

LIEUX_MONTRES = 12


def _lieux() -> LieuOrientationQuerySet:
    """Guidance places of a local page, with their commune, network by network."""
    ouverts = LieuOrientation.objects.ouverts().select_related("commune", "reseau")
    return ouverts.order_by("reseau__ordre", "commune__nom", "slug")


def _volets(lieu: Departement | TerritoireEmploi | Commune, request: HttpRequest) -> list[str]:
    """What other apps add to the page of a place, rendered."""
    volets = (composer(lieu) for _, composer in volets_de_lieu.elements())
    return [render_to_string(gabarit, contexte, request) for gabarit, contexte in filter(None, volets)]


@reserve(tout_public)
def accueil(request: HttpRequest) -> HttpResponse:
    """Départements and territories with their counts, and the dot map."""
    territoires = TerritoireEmploi.objects.avec_communes().order_by("nom")
    departements = list(
        Departement.objects.select_related("region", "referent")
        .avec_communes()
        .prefetch_related(Prefetch("territoires", territoires))
        .order_by("code")
    )
    contexte = {
        "departements": departements,
        "nombre_territoires": sum(len(d.territoires.all()) for d in departements),
        "points": points_de_la_carte(),
        "noms": {d.code: d.nom for d in departements},
    }
    return render(request, "territoires/accueil.html", contexte)


@reserve(tout_public)
def departement(request: HttpRequest, slug: str) -> HttpResponse:
    """A département: who to call, its territories, its EPCI."""
    objet = get_object_or_404(Departement.objects.select_related("region", "referent").avec_communes(), slug=slug)
    communes = Commune.objects.actives().filter(departement=objet)
    contexte = {
        "departement": objet,
        "referent": getattr(objet, "referent", None),
        "territoires": objet.territoires.avec_communes().order_by("nom"),
        "epci": Epci.objects.filter(pk__in=communes.values("epci")).order_by("nom"),
        "principales": communes.order_by(F("population").desc(nulls_last=True), "slug")[:12],
        "lieux": _lieux().filter(commune__departement=objet)[:LIEUX_MONTRES],
        "points": communes.points("territoire__code"),
        "volets": _volets(objet, request),
    }
    return render(request, "territoires/departement.html", contexte)


@reserve(tout_public)
def territoire(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A territory: what is approximated in it, its communes by EPCI, who to call."""
    objet = get_object_or_404(
        TerritoireEmploi.objects.select_related("departement__referent", "departement__region").avec_communes(),
        code=code,
        departement__slug=slug,
    )
    communes = Commune.objects.actives().filter(territoire=objet).select_related("epci", "departement")
    communes_lues = list(communes.order_by("epci__nom", "epci", "slug"))
    representes = {c.epci_id for c in communes_lues}
    contexte = {
        "territoire": objet,
        "departement": objet.departement,
        "referent": getattr(objet.departement, "referent", None),
        "communes": communes_lues,
        "sans_commune": [e for e in objet.epci.order_by("nom") if e.pk not in representes],
        "lieux": _lieux().filter(commune__territoire=objet)[:LIEUX_MONTRES],
        "points": communes.points("epci__siren"),
        "volets": _volets(objet, request),
    }
    return render(request, "territoires/territoire.html", contexte)


@reserve(tout_public)
def commune(request: HttpRequest, slug: str) -> HttpResponse:
    """A commune: what helps to choose around it, and who to call. A commune that was merged is not there any more."""
    lues = Commune.objects.actives().select_related("departement__referent", "territoire", "epci", "bassin")
    objet = get_object_or_404(lues, slug=slug)
    contexte = {
        "commune": objet,
        "departement": objet.departement,
        "referent": getattr(objet.departement, "referent", None),
        "rayon": RAYON_DE_COMMUNE,
        "lieux": LieuOrientation.objects.ouverts().complets().autour_de(objet, RAYON_DE_COMMUNE)[:LIEUX_MONTRES],
        "points": points_de_la_carte(),
        "ici": [{"libelle": objet.nom, "adresse": "", "latitude": objet.latitude, "longitude": objet.longitude}],
        "volets": _volets(objet, request),
    }
    return render(request, "territoires/commune.html", contexte)


@reserve(tout_public)
def contacts(request: HttpRequest) -> HttpResponse:
    """Who to call: the officer of the visitor's département first when the place is known."""
    lieu = lire(request.session)
    referents = list(Referent.objects.select_related("departement").order_by("departement__code"))
    miens = [r for r in referents if lieu and r.departement.code == lieu.departement]
    contexte = {"lieu": lieu, "mien": miens[0] if miens else None, "autres": [r for r in referents if r not in miens]}
    return render(request, "territoires/contacts.html", contexte)
