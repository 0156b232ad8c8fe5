"""Reports of offers by readers: one per reader and offer a day, so many an hour from one address."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from stages.models import OffreStage, Signalement

PAR_HEURE = 10
SUITE_MAX = 300


class TropDeSignalements(Exception):
    """Too many reports from one address within the hour."""


def signaler(
    *,
    offre: OffreStage,
    motif: str,
    precision: str,
    utilisateur: Utilisateur | None,
    adresse: str,
    maintenant: datetime,
) -> Signalement:
    """Write a report; once per reader, offer and day. The address itself is not kept."""
    lecteur = f"compte:{utilisateur.pk}" if utilisateur else f"adresse:{adresse}"
    empreinte = _empreinte(f"{lecteur}:{timezone.localdate(maintenant):%Y-%m-%d}")
    _compter(_empreinte(f"heure:{lecteur}"))
    with transaction.atomic():
        signalement, _ = Signalement.objects.get_or_create(
            offre=offre,
            empreinte=empreinte,
            defaults={"motif": motif, "precision": precision.strip(), "utilisateur": utilisateur},
        )
    return signalement


@transaction.atomic
def classer(*, offre: OffreStage, par: Utilisateur, suite: str, maintenant: datetime) -> int:
    """Staff has read the reports of an offer and says what came of them. Returns how many were closed."""
    ouverts = Signalement.objects.filter(offre=offre, traite_le__isnull=True)
    return ouverts.update(traite_le=maintenant, traite_par=par, suite=suite.strip()[:SUITE_MAX])


def _empreinte(texte: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), texte.encode(), hashlib.sha256).hexdigest()


def _compter(cle: str) -> None:
    cle = f"signalements:{cle}"
    cache.add(cle, 0, 3600)
    try:
        nombre = cache.incr(cle)
    except ValueError:  # expired in between, or a cache that is away
        return
    if nombre > PAR_HEURE:
        raise TropDeSignalements
