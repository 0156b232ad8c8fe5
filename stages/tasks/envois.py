"""Background work of the deliveries. Every task may run twice, or be lost: the next beat does what is left."""

from celery import shared_task
from django.utils import timezone

from comptes.services.files_d_envoi import reprendre_les_baux
from comptes.tasks import lancer_apres_validation
from stages.models import Livraison
from stages.services.envoi_alertes import envoyer_alertes_dues
from stages.services.envoi_push import envoyer_pushes_dus


@shared_task(ignore_result=True)
def envoyer_alertes() -> None:
    """Send the mails of the alerts."""
    envoyer_alertes_dues()


@shared_task(ignore_result=True)
def envoyer_notifications() -> None:
    """Send the notifications of the alerts."""
    envoyer_pushes_dus()


@shared_task(ignore_result=True)
def reprendre_livraisons() -> None:
    """Deliveries that a dead worker held go again."""
    reprendre_les_baux(file=Livraison.objects.all(), maintenant=timezone.now())


def livrer_bientot() -> None:
    """Called by what writes deliveries: they leave once the transaction is done."""
    lancer_apres_validation(envoyer_alertes)
    lancer_apres_validation(envoyer_notifications)
