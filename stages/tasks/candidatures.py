"""Background work of the applications: deadlines each hour, retention each day."""

from celery import shared_task
from django.utils import timezone

from comptes.services.envoi_courriels import envoyer_courriels_dus
from stages.services.conservation_candidatures import anonymiser_les_candidatures
from stages.services.echeances_candidatures import traiter_les_echeances


@shared_task(ignore_result=True)
def suivre_les_candidatures() -> None:
    """Close what is over, remind of what is nearly, send what that makes due."""
    if any(traiter_les_echeances(maintenant=timezone.now())):
        envoyer_courriels_dus()


@shared_task(ignore_result=True)
def rendre_les_candidatures_anonymes() -> None:
    """Retention of the applications."""
    anonymiser_les_candidatures(maintenant=timezone.now())
