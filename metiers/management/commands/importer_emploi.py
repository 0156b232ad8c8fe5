"""``manage.py importer_emploi DOSSIER``: read the labour market's files; writes only with ``--appliquer``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from metiers.services.import_emploi import importer_emploi
from metiers.services.journal import texte_du_rapport
from territoires.models import Importation


class Command(BaseCommand):
    help = (
        "Importe les fichiers officiels de l'emploi (BMO, Dares, passages ; dossier ou .zip). "
        "Sans --appliquer, montre seulement ce qui changerait."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "dossier", type=Path, help="Dossier ou archive .zip des fichiers, tels qu'ils sont publiés."
        )
        parser.add_argument("--appliquer", action="store_true", help="Écrit les changements.")
        parser.add_argument("--forcer", action="store_true", help="Accepte une forte baisse du nombre de lignes.")

    def handle(self, *args: Any, **options: Any) -> None:
        importation = importer_emploi(
            chemin=options["dossier"], appliquer=options["appliquer"], forcer=options["forcer"]
        )
        self.stdout.write(texte_du_rapport(importation))
        if importation.etat == Importation.Etat.REFUSEE:
            raise CommandError("Import refusé : rien n'est changé.")
        if not options["appliquer"]:
            self.stdout.write("Aperçu seulement : rien n'est changé. Relancez avec --appliquer pour écrire.")
