"""The account page: who I am here, a copy of my data, erasure."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from commun.acces import personne_connectee, reserve
from comptes.forms import EffacementForm, ProfilForm
from comptes.models import Utilisateur
from comptes.services.donnees_personnelles import effacer_mon_compte, exporter_mes_donnees


class RequeteConnectee(HttpRequest):
    """A request that the rule of access has let through: someone is signed in."""

    user: Utilisateur


@reserve(personne_connectee)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compte(request: RequeteConnectee) -> HttpResponse:
    """See and change what the portal knows of me."""
    formulaire = ProfilForm(request.POST or None, instance=request.user)
    if request.method == "POST" and formulaire.is_valid():
        formulaire.save()
        messages.success(request, "Vos informations sont enregistrées.")
        return redirect("comptes:compte")
    # A refused form must not change the name that the header shows.
    if formulaire.errors:
        request.user.refresh_from_db()
    adhesions = request.user.adhesions.select_related("organisation").order_by("organisation__nom")
    return render(request, "comptes/compte.html", {"formulaire": formulaire, "adhesions": adhesions})


@reserve(personne_connectee)
@never_cache
@require_safe
def export(request: RequeteConnectee) -> HttpResponse:
    """A copy of my data as a JSON file."""
    corps = json.dumps(
        exporter_mes_donnees(utilisateur=request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
    )
    reponse = HttpResponse(corps, content_type="application/json; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="mes-donnees-{timezone.localdate():%Y-%m-%d}.json"'
    return reponse


@reserve(personne_connectee)
@sensitive_post_parameters("mot_de_passe")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def effacement(request: RequeteConnectee) -> HttpResponse:
    """Erase my account, after my password."""
    formulaire = EffacementForm(request.POST or None, utilisateur=request.user)
    if request.method == "POST" and formulaire.is_valid():
        effacer_mon_compte(utilisateur=request.user)
        logout(request)
        messages.success(request, "Votre compte et ce qu'il contenait sont effacés.")
        return redirect("portail:accueil")
    return render(request, "comptes/effacement.html", {"formulaire": formulaire})
