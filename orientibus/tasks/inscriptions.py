"""Background work of the registrations. It may run twice, or be lost: the next beat does what is left."""

from celery import shared_task
from django.utils import timezone

from orientibus.services import inscriptions


@shared_task
def effacer_les_inscriptions() -> int:
    """Addresses of registrations that serve no more. Returns how many."""
    return inscriptions.effacer_les_inscriptions(aujourdhui=timezone.localdate(), maintenant=timezone.now())
