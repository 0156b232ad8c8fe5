"""Background work of the bus. Every task may run twice, or be lost: the next beat does what is left."""

from celery import shared_task
from django.utils import timezone

from orientibus.services.inscriptions import effacer_les_inscriptions as effacer


@shared_task
def effacer_les_inscriptions() -> int:
    """Addresses that serve no more."""
    return effacer(aujourdhui=timezone.localdate(), maintenant=timezone.now())
