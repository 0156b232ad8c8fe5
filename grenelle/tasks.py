"""Background work of the plan. A task may run twice, or be lost: counting again changes nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from grenelle.models import Bilan
from grenelle.services.alertes_resume import ecrire_les_resumes as ecrire
from grenelle.services.bilan_documents import preparer_les_fichiers
from grenelle.services.comptage import compter_le_portail

journal = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def compter_les_chiffres() -> None:
    """The nightly count; a figure that fails is told here and in the admin."""
    bilan = compter_le_portail(maintenant=timezone.now())
    journal.info("comptage : %s créés, %s révisés, %s inchangés", bilan.crees, bilan.revises, bilan.inchanges)
    for erreur in bilan.erreurs:
        journal.warning("comptage : %s", erreur)


@shared_task(ignore_result=True)
def ecrire_les_resumes() -> None:
    """The daily mail of alerts; each run of the day writes what is not written yet."""
    journal.info("résumés du plan : %s écrits", ecrire(maintenant=timezone.now()))


@shared_task(ignore_result=True)
def preparer_le_bilan(pk: int) -> None:
    """Files of a review that was just published; lost or run twice, a visitor's first request makes them."""
    bilan = Bilan.objects.filter(pk=pk).first()
    if bilan is not None:
        preparer_les_fichiers(bilan=bilan)
