"""Background work of the visits, each morning: what time makes due, retention, and the seasons of the demonstration."""

from celery import shared_task
from django.utils import timezone

from comptes.services.envoi_courriels import envoyer_courriels_dus
from orientibus.services.donnees_personnelles import anonymiser_les_demandes
from orientibus.services.etapes import demander_les_comptes, liberer_sans_reponse, rappeler
from orientibus.services.regles import RegleAbsente


@shared_task(ignore_result=True)
def suivre_les_visites() -> None:
    """Free what nobody answered, remind, ask what became of it; run twice, it does nothing more."""
    maintenant = timezone.now()
    try:
        faits = (liberer_sans_reponse(maintenant), rappeler(maintenant), demander_les_comptes(maintenant))
        anonymiser_les_demandes(maintenant=maintenant)
    except RegleAbsente:  # the tours of this site are not set up
        return
    if any(faits):
        envoyer_courriels_dus()
