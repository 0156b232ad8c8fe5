"""``manage.py charger_formations``: load the bundled trainings of ``donnees/formations``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commun.importation import ImportRefuse
from formations.services.chargement import charger_formations


class Command(BaseCommand):
    help = "Charge les formations livrées avec le portail (donnees/formations). Relancer ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, help="Autre dossier de fichiers TOML.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rapport = charger_formations(dossier=options["dossier"])
        except ImportRefuse as refus:
            lignes = [str(raison) for raison in refus.raisons]
            raise CommandError("Formations livrées refusées, rien n'est changé :\n" + "\n".join(lignes)) from refus
        self.stdout.write("Formations livrées : déjà à jour." if rapport is None else rapport.en_texte())
