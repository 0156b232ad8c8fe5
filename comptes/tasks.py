"""Background work of the accounts."""

import logging
from typing import Any

from celery import shared_task
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from comptes.models import Courriel
from comptes.services.envoi_courriels import envoyer_courriels_dus
from comptes.services.files_d_envoi import reprendre_les_baux

journal = logging.getLogger(__name__)


@shared_task
def purger_sessions() -> None:
    """Remove expired sessions."""
    call_command("clearsessions")


@shared_task(ignore_result=True)
def envoyer_courriels() -> None:
    """Send the mails owed."""
    envoyer_courriels_dus()


@shared_task(ignore_result=True)
def reprendre_courriels() -> None:
    """Mails that a dead worker held go again."""
    if reprendre_les_baux(file=Courriel.objects.all(), maintenant=timezone.now()):
        envoyer_courriels_dus()


def lancer_apres_validation(tache: Any, *arguments: Any) -> None:
    """Start a task once the transaction is done. Nothing is lost when the broker is gone: beat finds the rows."""

    def lancer() -> None:
        try:
            tache.apply_async(arguments, retry=False)
        except (OperationalError, RedisError, OSError) as panne:
            journal.warning("Tâche laissée à la relève : %s", panne)

    transaction.on_commit(lancer, robust=True)


def envoyer_bientot() -> None:
    """Called by views after they wrote a mail: it leaves now, not at the next minute."""
    lancer_apres_validation(envoyer_courriels)
