"""Load the invented companies and offers that show the exchange; loading again renews those whose dates are past."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from stages.importeurs.demonstration import lire_demonstration
from stages.services.demonstration_offres import charger_demonstration


class Command(BaseCommand):
    help = "Charge les offres de démonstration de la bourse de stages (donnees/stages/demonstration.toml)."

    def handle(self, *args: Any, **options: Any) -> None:
        entreprises = lire_demonstration(settings.DONNEES / "stages" / "demonstration.toml")
        bilan = charger_demonstration(entreprises=entreprises, maintenant=timezone.now())
        self.stdout.write(
            f"Offres de démonstration : {bilan.ajoutees} ajoutée(s), {bilan.renouvelees} renouvelée(s), "
            f"{bilan.entreprises} entreprises inventées."
        )
