"""``manage.py charger_metiers``: load the bundled occupations of ``donnees/metiers``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commun.importation import ImportRefuse
from metiers.services.chargement import charger_metiers


class Command(BaseCommand):
    help = "Charge les métiers livrés avec le portail (donnees/metiers). Relancer ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, help="Autre dossier de fichiers TOML.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rapport = charger_metiers(dossier=options["dossier"])
        except ImportRefuse as refus:
            lignes = [str(raison) for raison in refus.raisons]
            raise CommandError("Métiers livrés refusés, rien n'est changé :\n" + "\n".join(lignes)) from refus
        total = rapport.total()
        if total.change or total.conserves or rapport.avertissements:
            self.stdout.write(rapport.en_texte())
        else:
            self.stdout.write(f"Métiers livrés : tout est à jour ({rapport.compte('Métiers').inchanges} métiers).")
