"""Load the bundled data set of every app, lowest app first. Running it again changes nothing that was entered."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

CHARGEURS = (
    "charger_territoires",
    "charger_lieux",
    "charger_calendrier",
    "charger_metiers",
    "charger_emploi",
    "charger_formations",
    "charger_regles",
    "charger_stages",
    "charger_plans",
    "charger_orientibus",
)


class Command(BaseCommand):
    help = "Charge les données livrées avec le portail (dossier donnees/)."

    def handle(self, *args: Any, **options: Any) -> None:
        for chargeur in CHARGEURS:
            call_command(chargeur, stdout=self.stdout, stderr=self.stderr)
