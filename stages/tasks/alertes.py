"""Background work of the alerts. Every task may run twice, or be lost: the next beat does what is left."""

from celery import shared_task
from django.utils import timezone

from comptes.tasks import envoyer_bientot, lancer_apres_validation
from stages.models import EvenementOffre, OffreStage
from stages.services.diffusion import evenements_a_traiter, traiter_evenement
from stages.services.fin_des_alertes import entretenir
from stages.tasks.envois import livrer_bientot


@shared_task
def annoncer_evenement(evenement_id: int) -> int | None:
    """Write what one offer owes."""
    nombre = traiter_evenement(evenement_id, maintenant=timezone.now())
    if nombre:
        livrer_bientot()
    return nombre


@shared_task
def rattraper_les_annonces() -> int:
    """Whatever was not announced when it was published. Returns how many events."""
    evenements = evenements_a_traiter()
    for evenement_id in evenements:
        annoncer_evenement.delay(evenement_id)
    return len(evenements)


@shared_task
def entretenir_les_alertes() -> dict[str, int]:
    """Notices and ends of the alerts that nobody visits; requests never confirmed; old deliveries."""
    bilan = entretenir(maintenant=timezone.now())
    if bilan.prevenues:
        envoyer_bientot()
    return bilan.en_nombres()


def annoncer_bientot(offre: OffreStage) -> None:
    """Announce an offer as soon as its publication is committed. For the views and commands that publish."""
    for pk in EvenementOffre.objects.filter(offre=offre, traite_le__isnull=True).values_list("pk", flat=True):
        lancer_apres_validation(annoncer_evenement, pk)
