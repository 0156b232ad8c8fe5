"""Reports of contributions by readers: one per reader and contribution a day, so many an hour from one reader."""

from datetime import datetime
from typing import Any

from django.db import transaction

from commun.signalements import SUITE_MAX, empreinte_du_lecteur
from grenelle.models import Contribution, SignalementDeContribution


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
    empreinte = empreinte_du_lecteur(
        quoi="contribution", utilisateur=utilisateur, adresse=adresse, maintenant=maintenant
    )
    with transaction.atomic():
        signalement, _ = SignalementDeContribution.objects.get_or_create(
            contribution=contribution,
            empreinte=empreinte,
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
