"""``manage.py importer_education DOSSIER``: says what it would do unless ``--appliquer`` is given."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from formations.services.import_officiel import importer_education
from metiers.services.journal import rapport_de
from territoires.models import Importation


class Command(BaseCommand):
    help = "Importe d'un dossier ou d'un .zip les établissements, le calendrier scolaire et les jours fériés."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dossier", type=Path)
        parser.add_argument("--appliquer", action="store_true", help="écrire dans la base")

    def handle(self, *args: Any, **options: Any) -> None:
        importation = importer_education(chemin=options["dossier"], appliquer=options["appliquer"])
        self.stdout.write(rapport_de(importation).en_texte())
        if importation.etat == Importation.Etat.REFUSEE:
            raise CommandError("Import refusé : rien n'est changé.")
        if not options["appliquer"]:
            self.stdout.write("Aperçu seulement : rien n'est changé. Ajoutez --appliquer pour écrire.")
