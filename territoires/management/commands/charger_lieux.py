"""Load the bundled guidance places. The same files are never read twice; what people changed since is kept."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from territoires.models import Importation
from territoires.services.lieux import charger_lieux


class Command(BaseCommand):
    help = "Charge les lieux d'orientation livrés avec le portail (donnees/territoires/lieux)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, default=None, help="un autre dossier du même format")

    def handle(self, *args: Any, **options: Any) -> None:
        journal = charger_lieux(dossier=options["dossier"] or settings.DONNEES / "territoires" / "lieux")
        if journal is None:
            self.stdout.write("Lieux d'orientation : déjà à jour.")
            return
        self.stdout.write(journal.texte)  # type: ignore[attr-defined]
        if journal.etat == Importation.Etat.REFUSEE:
            raise CommandError("Lieux d'orientation refusés : rien n'est changé.")
