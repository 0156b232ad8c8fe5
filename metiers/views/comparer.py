"""Occupations side by side: the address tells which; a small list in the session brings them from sheet to sheet."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from commun.acces import reserve, tout_public
from commun.toponymes import de_lieu
from metiers.forms_passerelles import dits, lire_codes, lire_texte
from metiers.models import Metier
from metiers.services.comparaison import comparer as cote_a_cote
from metiers.services.facettes import Catalogue, Repere, catalogue_courant
from metiers.services.panier import COMPARES_MAX, lire_panier, retenir_panier
from metiers.services.passerelles import proches
from metiers.services.recherche import chercher_metiers
from metiers.services.reseau import Reseau, reseau_courant
from metiers.views.cellules import groupes_de_page
from metiers.views.lieux import lieu_demande

LUS_MAX = 20
PROPOSES = 4


@reserve(tout_public)
def comparer(request: HttpRequest) -> HttpResponse:
    """The comparison that the address asks; without any, the one kept for this visitor."""
    catalogue, reseau = catalogue_courant(), reseau_courant()
    slugs, _ = lire_codes(request.GET, "m", LUS_MAX)
    if not slugs:
        gardes = [slug for slug in lire_panier(request.session) if slug in catalogue.par_slug]
        if gardes:
            return HttpResponseRedirect(adresse_de(gardes))
    connus = [slug for slug in slugs if slug in catalogue.par_slug]
    lieu = lieu_demande(request)
    metiers = _metiers(catalogue, connus[:COMPARES_MAX])
    comparaison = cote_a_cote(metiers, reseau=reseau, catalogue=catalogue, lieu=lieu) if metiers else None
    contexte = {
        "metiers": metiers,
        "comparaison": comparaison,
        "groupes": groupes_de_page(comparaison) if comparaison else [],
        "inconnus": dits([slug for slug in slugs if slug not in catalogue.par_slug]),
        "en_trop": [catalogue.par_slug[slug].nom for slug in connus[COMPARES_MAX:]],
        "maximum": COMPARES_MAX,
        "lieu": lieu,
        "autour": de_lieu(lieu.nom) if lieu else "",
        "proposes": _proposes(reseau, catalogue, [m.pk for m in metiers]) if len(metiers) < COMPARES_MAX else [],
        "adresse_canonique": request.build_absolute_uri(adresse_de([m.slug for m in metiers])),
    }
    return render(request, "metiers/comparer.html", contexte)


@reserve(tout_public)
@require_POST
def choisir(request: HttpRequest) -> HttpResponse:
    """Add or remove one occupation, then show the comparison. A sheet adds to what was kept; the page tells its own."""
    catalogue = catalogue_courant()
    presents, _ = lire_codes(request.POST, "m", COMPARES_MAX)
    if "m" not in request.POST:
        presents = lire_panier(request.session)
    slugs = [slug for slug in presents if slug in catalogue.par_slug]
    retire, saisie = request.POST.get("retirer", ""), lire_texte(request.POST, "ajouter")
    slugs = [slug for slug in slugs if slug != retire]
    if saisie:
        slugs = _ajouter(request, catalogue, slugs, saisie)
    return HttpResponseRedirect(adresse_de(retenir_panier(request.session, slugs=slugs)))


def adresse_de(slugs: list[str]) -> str:
    """Address of a comparison."""
    page = reverse("metiers:comparer")
    return f"{page}?{urlencode({'m': slugs}, doseq=True)}" if slugs else page


def _ajouter(request: HttpRequest, catalogue: Catalogue, slugs: list[str], saisie: str) -> list[str]:
    repere = _designe(catalogue, saisie)
    if repere is None:
        messages.warning(request, f"Aucun métier ne répond à « {saisie} ».")
    elif repere.slug in slugs:
        messages.info(request, f"Ce métier est déjà dans la comparaison : {repere.nom}.")
    elif len(slugs) >= COMPARES_MAX:
        messages.warning(request, f"{COMPARES_MAX} métiers au plus : retirez-en un pour ajouter {repere.nom}.")
    else:
        return [*slugs, repere.slug]
    return slugs


def _designe(catalogue: Catalogue, saisie: str) -> Repere | None:
    """The occupation at this address, else the best answer to this name."""
    if saisie in catalogue.par_slug:
        return catalogue.par_slug[saisie]
    trouves = chercher_metiers(saisie, 1)
    return catalogue.repere(trouves[0].metier_id) if trouves else None


def _metiers(catalogue: Catalogue, slugs: list[str]) -> list[Metier]:
    """Occupations in the order of the address, in one query."""
    par_id = Metier.objects.select_related("famille").in_bulk([catalogue.par_slug[slug].id for slug in slugs])
    ids = [catalogue.par_slug[slug].id for slug in slugs]
    return [par_id[pk] for pk in ids if pk in par_id]


def _proposes(reseau: Reseau, catalogue: Catalogue, ids: list[int]) -> list[Repere]:
    """Neighbours of the last occupation chosen, to be added in one click."""
    voisins = proches(reseau, ids[-1], PROPOSES + len(ids)) if ids else []
    return [repere for pk in voisins if pk not in ids and (repere := catalogue.repere(pk))][:PROPOSES]
