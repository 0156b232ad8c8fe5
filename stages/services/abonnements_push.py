"""Browsers that accept notifications: subscribe, unsubscribe."""

from django.db import transaction

from comptes.models import Utilisateur
from stages.models import AbonnementPush, Alerte

APPAREILS_MAX = 10
"""Browsers of one person; the oldest gives its place."""


@transaction.atomic
def abonner(
    *, utilisateur: Utilisateur | None, alerte: Alerte | None, adresse: str, cle_publique: str, secret: str
) -> AbonnementPush:
    """A browser belongs to who subscribed it last: an account, or the alerts of an address alone."""
    abonnement, _ = AbonnementPush.objects.update_or_create(
        adresse=adresse,
        defaults={
            "utilisateur": utilisateur,
            "alerte": alerte,
            "cle_publique": cle_publique,
            "secret": secret,
            "echecs": 0,
        },
    )
    siens = AbonnementPush.objects.filter(utilisateur=utilisateur, alerte=alerte).exclude(pk=abonnement.pk)
    en_trop = list(siens.order_by("-pk").values_list("pk", flat=True)[APPAREILS_MAX - 1 :])
    AbonnementPush.objects.filter(pk__in=en_trop).delete()
    return abonnement


def desabonner(*, utilisateur: Utilisateur | None, alerte: Alerte | None, adresse: str) -> int:
    """Forget a browser of this person; one that is not theirs is left alone. Twice changes nothing."""
    return AbonnementPush.objects.filter(utilisateur=utilisateur, alerte=alerte, adresse=adresse).delete()[0]
