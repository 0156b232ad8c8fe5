"""``manage.py charger_calendrier``: school and public holidays of the bundle; loading again changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from commun.importation import Rapport
from territoires.importeurs.calendrier import ecrire, lire_livraison


class Command(BaseCommand):
    help = "Charge les vacances scolaires et les jours fériés livrés avec le portail."

    def handle(self, *args: Any, **options: Any) -> None:
        rapport = Rapport()
        with transaction.atomic():
            for chemin in sorted((settings.DONNEES / "calendrier").glob("*.toml")):
                ecrire(lire_livraison(chemin), rapport)
        for table, compte in rapport.tables.items():
            self.stdout.write(f"  {table} : {compte.crees} ajouté(s), {compte.modifies} modifié(s).")
