"""The version of the catalogue: everything built from it (search index, caches, ETags) is keyed by this number."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from metiers.models import EtatCatalogue


def signaler_changement() -> int:
    """Say that the catalogue has changed; to be called inside the transaction of the change.

    Returns the new version. Two transactions that meet here wait for each other on the row.
    """
    with transaction.atomic():
        EtatCatalogue.objects.get_or_create(pk=1, defaults={"version": 1})
        EtatCatalogue.objects.filter(pk=1).update(version=F("version") + 1, modifie_le=timezone.now())
        return version_catalogue()


def version_catalogue() -> int:
    """The current version; 1 before anything was ever loaded."""
    version = EtatCatalogue.objects.filter(pk=1).values_list("version", flat=True).first()
    return version or 1
