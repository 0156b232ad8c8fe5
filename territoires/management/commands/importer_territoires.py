"""Import the official geography. Without ``--appliquer`` the report is shown and nothing is changed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from territoires.models import Importation
from territoires.services.importation import importer_officiel


class Command(BaseCommand):
    help = "Importe les communes, anciennes communes et EPCI officiels d'un dossier ou d'une archive .zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", type=Path)
        parser.add_argument("--appliquer", action="store_true", help="écrire dans la base")
        parser.add_argument("--annee", type=int, default=None, help="année des populations, écrite avec elles")

    def handle(self, *args: Any, **options: Any) -> None:
        journal = importer_officiel(
            dossier=options["dossier"], appliquer=options["appliquer"], annee_population=options["annee"]
        )
        self.stdout.write(journal.texte)  # type: ignore[attr-defined]
        if journal.etat == Importation.Etat.REFUSEE:
            raise CommandError("Import refusé : rien n'est changé.")
        if journal.etat == Importation.Etat.APERCU:
            self.stdout.write("Aperçu seulement : ajoutez --appliquer pour écrire.")
