"""Background work of the tours. Every task may run twice, or be lost: the next beat does what is left."""

import threading

from celery import shared_task
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from comptes.tasks import lancer_apres_validation
from orientibus.models import Plan
from orientibus.services import inscriptions
from orientibus.services.calculs import calculs_oublies, declarer_les_morts, executer_calcul

SECONDES_SUR_PLACE = 20
"""Most that a run takes when there is no worker: it shares the processor of the site."""


@shared_task(ignore_result=True)
def calculer_plan(plan_id: int) -> None:
    """Lead the run of a plan to its end."""
    executer_calcul(plan_id)


@shared_task(ignore_result=True)
def suivre_les_calculs() -> None:
    """Runs whose worker died are over; those that nobody took are started again."""
    maintenant = timezone.now()
    declarer_les_morts(maintenant)
    for plan_id in calculs_oublies(maintenant):
        calculer_plan.delay(plan_id)


@shared_task
def effacer_les_inscriptions() -> int:
    """Addresses of registrations that serve no more."""
    return inscriptions.effacer_les_inscriptions(aujourdhui=timezone.localdate(), maintenant=timezone.now())


def calculer_bientot(plan: Plan) -> None:
    """Start the run of a plan once its row is committed: by a worker, else in a thread of this process."""
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        lancer_apres_validation(calculer_plan, plan.pk)
        return
    fil = threading.Thread(target=_sur_place, args=(plan.pk,), daemon=True, name=f"calcul-{plan.pk}")
    transaction.on_commit(fil.start)


def _sur_place(plan_id: int) -> None:
    try:
        executer_calcul(plan_id, secondes_max=SECONDES_SUR_PLACE, processus=1)
    finally:
        connection.close()
