"""The company space: which company a signed-in person acts for, chosen once and kept in the session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from commun.acces import personne_connectee, reserve
from comptes.models import Utilisateur
from comptes.tasks import envoyer_bientot
from stages.models import Entreprise

CLE_SESSION = "entreprise"


class RequeteConnectee(HttpRequest):
    """A request that the rule of access has let through: someone is signed in."""

    user: Utilisateur


def entreprise_courante(request: HttpRequest) -> Entreprise | None:
    """The company that the person acts for; the first by name when none was chosen, ``None`` without a membership."""
    siennes = Entreprise.objects.de(request.user).select_related("organisation__commune")
    choisie = siennes.filter(pk=request.session.get(CLE_SESSION) or 0).first()
    return choisie or siennes.order_by("organisation__nom", "pk").first()


def espace_entreprise(vue: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the company space: ``vue(request, entreprise, …)``; who acts for no company is led to the sign-up.

    What an action makes due leaves at once, not at the next minute.
    """

    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        entreprise = entreprise_courante(request)
        if entreprise is None:
            return redirect("entreprise:inscription")
        reponse = vue(request, entreprise, *args, **kwargs)
        if request.method == "POST":
            envoyer_bientot()
        return reponse

    return reserve(personne_connectee)(never_cache(enveloppe))
