"""``manage.py importer_rome DOSSIER``: read the ROME archive; says what it would do unless ``--appliquer`` is given."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from metiers.services.import_rome import importer_rome
from metiers.services.journal import texte_du_rapport
from territoires.models import Importation


class Command(BaseCommand):
    help = (
        "Importe l'archive ouverte du ROME 4.0 (dossier ou .zip). Sans --appliquer, montre seulement ce qui changerait."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", type=Path, help="Dossier ou archive .zip des fichiers unix_*_v4NN_utf8.csv.")
        parser.add_argument("--appliquer", action="store_true", help="Écrit les changements.")
        parser.add_argument(
            "--forcer",
            action="store_true",
            help="Accepte une version plus ancienne ou une forte baisse du nombre de lignes.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        importation = importer_rome(chemin=options["dossier"], appliquer=options["appliquer"], forcer=options["forcer"])
        self.stdout.write(texte_du_rapport(importation))
        if importation.etat == Importation.Etat.REFUSEE:
            raise CommandError("Import refusé : rien n'est changé.")
        if not options["appliquer"]:
            self.stdout.write("Aperçu seulement : rien n'est changé. Relancez avec --appliquer pour écrire.")
