"""Long work of the occupations: load by id, call one service. Running a task twice changes nothing more."""

import logging
from collections.abc import Callable

from celery import shared_task

from metiers.services.apercus import ApercuPerime, abandonner, appliquer_apercu, preparer_apercu
from territoires.models import Importation

journal = logging.getLogger(__name__)


@shared_task
def apercevoir_import(importation_id: int) -> None:
    """Prepare the preview of a deposited archive."""
    _executer(importation_id, lambda importation: preparer_apercu(importation=importation))


@shared_task
def appliquer_import(importation_id: int) -> None:
    """Apply a reserved preview."""
    _executer(importation_id, lambda importation: appliquer_apercu(importation=importation))


def _executer(importation_id: int, travail: Callable[[Importation], object]) -> None:
    """A run that cannot end is closed with its reason, and logged."""
    importation = Importation.objects.filter(pk=importation_id, etat=Importation.Etat.EN_COURS).first()
    if importation is None:
        return
    try:
        travail(importation)
    except ApercuPerime as erreur:
        abandonner(importation=importation, raison=str(erreur))
    except Exception:
        journal.exception("Import %s interrompu", importation_id)
        abandonner(importation=importation, raison="erreur inattendue du portail, notée dans son journal")
