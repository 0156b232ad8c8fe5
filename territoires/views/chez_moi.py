""" "Chez moi": the place is asked once, kept in the session, changed in one click."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commun.acces import reserve, tout_public
from territoires.forms import ChezMoiForm, PositionForm
from territoires.models import Commune, Point
from territoires.services import chez_moi as place

RAYON_DE_POSITION_KM = 60
LONGUEUR_SUITE = 2_000


def _suite(request: HttpRequest) -> str:
    """Where to go back: an address of this site, never of another, never this page again."""
    donnees = request.POST if request.method == "POST" else request.GET
    suite = donnees.get("suite") or donnees.get("next") or ""
    sure = len(suite) <= LONGUEUR_SUITE and url_has_allowed_host_and_scheme(
        suite, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if (
        not sure
        or not suite.startswith("/")
        or not suite.isprintable()
        or suite.startswith(reverse("territoires:chez_moi"))
    ):
        return ""
    return suite


@reserve(tout_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chez_moi(request: HttpRequest) -> HttpResponse:
    """Ask, change or forget the place."""
    suite = _suite(request)
    if request.method == "POST":
        if "oublier" in request.POST:
            place.oublier(request.session)
            messages.success(request, "Votre lieu est oublié.")
            return redirect(suite or "territoires:chez_moi")
        form = ChezMoiForm(request.POST)
        if form.is_valid() and form.lieu is not None:
            lieu = place.retenir(request.session, commune=form.lieu, rayon_km=form.cleaned_data["rayon"])
            messages.success(request, f"Votre lieu : {lieu.libelle} et {lieu.rayon_km} km autour.")
            return redirect(suite or "territoires:chez_moi")
        return _page(request, form, suite, statut=422)
    actuel = place.lire(request.session)
    initial = {"commune": actuel.libelle, "rayon": actuel.rayon_km} if actuel else None
    return _page(request, ChezMoiForm(initial=initial), suite)


def _page(request: HttpRequest, form: ChezMoiForm, suite: str, statut: int = 200) -> HttpResponse:
    return render(request, "territoires/chez_moi.html", {"form": form, "suite": suite}, status=statut)


@reserve(tout_public)
@never_cache
@require_POST
def position(request: HttpRequest) -> JsonResponse:
    """The commune nearest to a position. The position is neither kept nor logged; the visitor then confirms."""
    form = PositionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"erreur": "Cette position n'est pas lisible."}, status=400)
    point = Point(form.cleaned_data["latitude"], form.cleaned_data["longitude"])
    commune = (
        Commune.objects.actives().select_related("departement").plus_proche(point, RAYON_DE_POSITION_KM)  # type: ignore[attr-defined]
    )
    if commune is None:
        message = f"Aucune commune de la région à moins de {RAYON_DE_POSITION_KM} km de cette position."
        return JsonResponse({"erreur": message}, status=404)
    return JsonResponse({"code_insee": commune.code_insee, "libelle": commune.libelle})
