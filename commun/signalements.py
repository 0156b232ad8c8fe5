"""What reports of readers share: a fingerprint in place of the address, and so many an hour from one reader."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

PAR_HEURE = 10
SUITE_MAX = 300


class TropDeSignalements(Exception):
    """Too many reports from one reader within the hour."""


def empreinte_du_lecteur(*, quoi: str, utilisateur: Any, adresse: str, maintenant: datetime) -> str:
    """Tells a reader apart for a day, without keeping the address; counts the report first."""
    lecteur = f"compte:{utilisateur.pk}" if utilisateur else f"adresse:{adresse}"
    _compter(_empreinte(f"{quoi}:heure:{lecteur}"))
    return _empreinte(f"{quoi}:{lecteur}:{timezone.localdate(maintenant):%Y-%m-%d}")


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
