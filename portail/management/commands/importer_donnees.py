"""Import the official files found in a folder: each sub-folder has its importer."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

IMPORTEURS = (
    ("geo", "importer_territoires"),
    ("rome", "importer_rome"),
    ("emploi", "importer_emploi"),
    ("education", "importer_education"),
    ("formations", "importer_formations"),
)


class Command(BaseCommand):
    help = "Importe les fichiers officiels, un sous-dossier par jeu. Sans --appliquer, rien n'est changé."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", type=Path)
        parser.add_argument("--appliquer", action="store_true", help="écrire dans la base")

    def handle(self, *args: Any, **options: Any) -> None:
        dossier: Path = options["dossier"]
        presents = [(dossier / nom, commande) for nom, commande in IMPORTEURS if (dossier / nom).is_dir()]
        if not presents:
            connus = ", ".join(nom for nom, _ in IMPORTEURS)
            raise CommandError(f"Aucun sous-dossier connu ({connus}) dans {dossier}.")
        for source, commande in presents:
            self.stdout.write(f"→ {commande} {source}")
            call_command(commande, str(source), appliquer=options["appliquer"], stdout=self.stdout, stderr=self.stderr)
