"""Reports of contributions by readers: one per reader and contribution a day, so many an hour from one reader."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from grenelle.models import Contribution, SignalementDeContribution

PAR_HEURE = 10
SUITE_MAX = 300


class TropDeSignalements(Exception):
    """Too many reports from one reader within the hour."""


def signaler(
    *,
    contribution: Contribution,
    motif: str,
    precision: str,
    utilisateur: Any,
    adresse: str,
    maintenant: datetime,
) -> SignalementDeContribution:
    """Write a report; once per reader, contribution and day. The address itself is not kept."""
    lecteur = f"compte:{utilisateur.pk}" if utilisateur else f"adresse:{adresse}"
    _compter(_empreinte(f"heure:{lecteur}"))
    with transaction.atomic():
        signalement, _ = SignalementDeContribution.objects.get_or_create(
            contribution=contribution,
            empreinte=_empreinte(f"{lecteur}:{timezone.localdate(maintenant):%Y-%m-%d}"),
            defaults={
                "motif": motif,
                "precision": precision.strip(),
                "utilisateur": utilisateur,
                "created_at": maintenant,
            },
        )
    return signalement


@transaction.atomic
def classer(*, contribution: Contribution, par: Any, suite: str, maintenant: datetime) -> int:
    """Staff has read the reports of a contribution and says what came of them. Returns how many were closed."""
    ouverts = SignalementDeContribution.objects.filter(contribution=contribution, traite_le__isnull=True)
    return ouverts.update(traite_le=maintenant, traite_par=par, suite=suite.strip()[:SUITE_MAX])


def _empreinte(texte: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"grenelle:{texte}".encode(), hashlib.sha256).hexdigest()


def _compter(cle: str) -> None:
    cle = f"signalements:{cle}"
    cache.add(cle, 0, 3600)
    try:
        nombre = cache.incr(cle)
    except ValueError:  # expired in between, or a cache that is away
        return
    if nombre > PAR_HEURE:
        raise TropDeSignalements
