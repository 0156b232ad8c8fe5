from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from comptes.models import Courriel
from comptes.services.envoi_courriels import envoyer_courriels_dus
from comptes.services.files_d_envoi import reprendre_les_baux
from stages.models import Livraison
from stages.services.envoi_alertes import envoyer_alertes_dues
from stages.services.envoi_push import envoyer_pushes_dus


class Command(BaseCommand):
    help = "Envoie ce qui est dû : courriels, alertes, notifications. Pour un site sans processus de fond."

    def handle(self, *args: Any, **options: Any) -> None:
        for file in (Courriel.objects.all(), Livraison.objects.all()):
            reprendre_les_baux(file=file, maintenant=timezone.now())
        for nom, envoyer in (
            ("Courriels", envoyer_courriels_dus),
            ("Alertes", envoyer_alertes_dues),
            ("Notifications", envoyer_pushes_dus),
        ):
            bilan = envoyer()
            comptes = ", ".join(f"{etat} {nombre}" for etat, nombre in sorted(bilan.items()))
            self.stdout.write(f"{nom} : {comptes or 'rien à envoyer'}.")
