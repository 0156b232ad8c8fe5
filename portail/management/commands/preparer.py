"""Everything between an installed environment and a site that can be served: schema, bundled data, demo accounts."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migre la base, charge les données du portail et, si DEBUG est allumé, crée les comptes de démonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("  Schéma de la base à jour.")
        call_command("charger_donnees", stdout=self.stdout)
        if settings.DEBUG:
            call_command("comptes_demo", stdout=self.stdout)
            call_command("entreprises_demo", stdout=self.stdout)
            call_command("simuler_annee", stdout=self.stdout)
            call_command("roles_demo", stdout=self.stdout)
            call_command("orientibus_demo", stdout=self.stdout)
