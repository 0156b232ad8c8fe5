"""Import a CSV file of guidance places. Without ``--appliquer`` the report is shown and nothing is changed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from territoires.models import Importation
from territoires.services.lieux import importer_lieux


class Command(BaseCommand):
    help = "Importe un fichier CSV de lieux d'orientation (colonnes : docs/adr/0016-lieux-d-orientation.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--appliquer", action="store_true", help="écrire dans la base")

    def handle(self, *args: Any, **options: Any) -> None:
        fichier: Path = options["fichier"]
        try:
            contenu = fichier.read_bytes()
        except OSError as erreur:
            raise CommandError(f"Fichier illisible : {fichier.name} ({erreur.strerror}).") from erreur
        journal = importer_lieux(contenu=contenu, nom=fichier.name, appliquer=options["appliquer"])
        self.stdout.write(journal.texte)  # type: ignore[attr-defined]
        if journal.etat == Importation.Etat.REFUSEE:
            raise CommandError("Import refusé : rien n'est changé.")
        if journal.etat == Importation.Etat.APERCU:
            self.stdout.write("Aperçu seulement : ajoutez --appliquer pour écrire.")
