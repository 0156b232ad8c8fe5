"""Load the bundled territories. The same files are never read twice; what people changed since is kept."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from territoires.models import Importation
from territoires.services.importation import charger_livraison


class Command(BaseCommand):
    help = "Charge les territoires livrés avec le portail (donnees/territoires)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, default=None, help="un autre dossier du même format")

    def handle(self, *args: Any, **options: Any) -> None:
        journal = charger_livraison(dossier=options["dossier"] or settings.DONNEES / "territoires")
        if journal is None:
            self.stdout.write("Territoires : déjà à jour.")
            return
        self.stdout.write(journal.texte)  # type: ignore[attr-defined]
        if journal.etat == Importation.Etat.REFUSEE:
            raise CommandError("Territoires refusés : rien n'est changé.")
