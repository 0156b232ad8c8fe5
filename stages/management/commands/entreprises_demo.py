"""Give the demonstration account of a company its sheet. Refused where DEBUG is off."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from comptes.services.demonstration import DemonstrationRefusee
from stages.services.demonstration import creer_entreprise_demo


class Command(BaseCommand):
    help = "Complète l'entreprise de démonstration (refusé quand DEBUG est éteint)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = creer_entreprise_demo(maintenant=timezone.now())
        except DemonstrationRefusee as refus:
            raise CommandError(str(refus)) from refus
        if bilan.entreprise is None:
            self.stdout.write("  Pas de compte d'entreprise de démonstration : rien à compléter.")
        elif bilan.creee:
            self.stdout.write(f"  Entreprise de démonstration : {bilan.entreprise}.")
        else:
            self.stdout.write("  Entreprise de démonstration déjà là.")
