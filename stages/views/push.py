"""A browser says that it accepts notifications, or no longer does."""

import json
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commun.acces import reserve, tout_public
from comptes.models import Utilisateur
from stages.clients.push import push_possible
from stages.forms.push import AbonnementPushForm, AdressePushForm, donnees_de
from stages.models import Alerte
from stages.services.abonnements_push import abonner as abonner_navigateur
from stages.services.abonnements_push import desabonner as desabonner_navigateur


@reserve(tout_public)
@never_cache
@require_POST
def abonner(request: HttpRequest) -> JsonResponse:
    """``geste``: « abonner » (default) or « desabonner ». For an account, or with the token of an address's alerts."""
    donnees = _lire(request)
    if donnees is None:
        return JsonResponse({"erreur": "Le contenu envoyé n'est pas lisible."}, status=400)
    geste = donnees.get("geste") or "abonner"
    if geste not in ("abonner", "desabonner"):
        return JsonResponse({"erreur": "Ce geste n'existe pas."}, status=400)
    if not push_possible() and geste == "abonner":
        raise Http404
    form = AbonnementPushForm(donnees) if geste == "abonner" else AdressePushForm(donnees)
    if not form.is_valid():
        return JsonResponse({"erreur": next(iter(form.errors.values()))[0]}, status=422)
    utilisateur, alerte = _personne(request, form.cleaned_data["jeton"])
    valides = form.cleaned_data
    if geste == "desabonner":
        desabonner_navigateur(utilisateur=utilisateur, alerte=alerte, adresse=valides["adresse"])
        return JsonResponse({"etat": "desabonne"})
    abonner_navigateur(
        utilisateur=utilisateur,
        alerte=alerte,
        adresse=valides["adresse"],
        cle_publique=valides["p256dh"],
        secret=valides["auth"],
    )
    return JsonResponse({"etat": "abonne"}, status=201)


def _lire(request: HttpRequest) -> dict[str, Any] | None:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        objet = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return donnees_de(objet) if isinstance(objet, dict) else None


def _personne(request: HttpRequest, jeton: str) -> tuple[Utilisateur | None, Alerte | None]:
    """The token's alert, else the account; nobody is a 404."""
    if jeton:
        alertes = Alerte.objects.filter(jeton=jeton, utilisateur__isnull=True, adresse_confirmee_le__isnull=False)
        if (alerte := alertes.first()) is not None:
            return None, alerte
    elif isinstance(request.user, Utilisateur):
        return request.user, None
    raise Http404
