"""Scheduled work on the offers."""

from celery import shared_task
from django.utils import timezone

from stages.services.echeances import rappeler_les_fins
from stages.services.offres import expirer_offres


@shared_task
def suivre_les_fins() -> None:
    """Reminders before the end, then expiry."""
    maintenant = timezone.now()
    rappeler_les_fins(maintenant=maintenant)
    expirer_offres(maintenant=maintenant)
