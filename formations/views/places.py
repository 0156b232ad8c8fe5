"""The page where an establishment's own team keeps its places left and its open days."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve
from comptes.models import Utilisateur
from formations.droits import etablissements_tenus, peut_tenir_les_places
from formations.forms_places import PlacesForm
from formations.models import Etablissement
from formations.services.places import Bilan, Croisement, PlacesRefusees, tenir_les_places


class RequeteConnectee(HttpRequest):
    """A request that the rule of access has let through: someone is signed in."""

    user: Utilisateur


@reserve(personne_connectee)
@never_cache
@require_safe
def mes_places(request: RequeteConnectee) -> HttpResponse:
    """Where a member of one or several establishments goes to keep their places."""
    etablissements = etablissements_tenus(request.user)
    if len(etablissements) == 1:
        return redirect("etablissements:places", slug=etablissements[0].slug)
    return render(request, "formations/mes_places.html", {"etablissements": etablissements})


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def places(request: RequeteConnectee, slug: str) -> HttpResponse:
    """See and change the figures of all the offers of an establishment; stored whole or not at all."""
    etablissement = get_object_or_404(Etablissement.objects.completes(), slug=slug)
    if not peut_tenir_les_places(request.user, etablissement):
        raise PermissionDenied("Cette page est réservée à l'équipe de l'établissement.")
    offres = list(
        etablissement.offres.filter(active=True, formation__active=True)
        .select_related("formation", "places_par")
        .order_by("formation__niveau", "formation__intitule", "voie", "pk")
    )
    journees = list(etablissement.portes_ouvertes.a_venir())
    formulaire = PlacesForm(request.POST or None, etablissement=etablissement, offres=offres, journees=journees)
    if request.method == "POST" and formulaire.is_valid():
        try:
            bilan = tenir_les_places(
                etablissement=etablissement,
                saisies=formulaire.saisies(),
                journees=formulaire.journees_voulues(),
                retirees=formulaire.retirees(),
                par=request.user,
                maintenant=timezone.now(),
            )
        except PlacesRefusees as refus:  # a capacity changed since the page was read
            for pk, raison in refus.raisons.items():
                formulaire.add_error(f"places_{pk}", raison)
        else:
            _annoncer(request, bilan)
            return redirect("etablissements:places", slug=slug)
    contexte = {"etablissement": etablissement, "formulaire": formulaire}
    statut = 422 if formulaire.errors else 200
    return render(request, "formations/places.html", contexte, status=statut)


def _annoncer(request: HttpRequest, bilan: Bilan) -> None:
    for croisement in bilan.croisements:
        messages.warning(request, _phrase(croisement))
    if bilan.change:
        messages.success(request, "C'est enregistré, et déjà visible sur le site.")
    else:
        messages.info(request, "Rien n'a changé.")


def _phrase(croisement: Croisement) -> str:
    nom = croisement.offre.formation.intitule
    constat = (
        f"{nom} : le chiffre avait changé pendant votre saisie, de {_places(croisement.lues)} "
        f"à {_places(croisement.entre_temps)}."
    )
    return f"{constat} Il est gardé." if croisement.gardee else f"{constat} Le vôtre le remplace."


def _places(nombre: int | None) -> str:
    return "« non renseigné »" if nombre is None else str(nombre)
