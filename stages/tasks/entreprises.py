"""What happens to companies and profiles with time."""

from celery import shared_task
from django.utils import timezone

from stages.services import conservation_entreprises as conservation


@shared_task
def conserver_entreprises_et_profils() -> None:
    """Warn, anonymise, hide: each looks at dates, so that a run missed is caught up by the next."""
    maintenant = timezone.now()
    conservation.prevenir_les_inactives(maintenant=maintenant)
    conservation.anonymiser_les_inactives(maintenant=maintenant)
    conservation.retirer_les_profils_oublies(maintenant=maintenant)
    conservation.revoir_les_ages(maintenant=maintenant)
