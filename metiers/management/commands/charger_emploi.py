"""``manage.py charger_emploi``: load the bundled figures of the labour market (``donnees/emploi``)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commun.importation import ImportRefuse
from metiers.services.chargement_emploi import charger_emploi


class Command(BaseCommand):
    help = "Charge les chiffres de l'emploi livrés avec le portail (donnees/emploi). Relancer ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossier", type=Path, help="Autre dossier de fichiers TOML.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rapport = charger_emploi(dossier=options["dossier"])
        except ImportRefuse as refus:
            lignes = [str(raison) for raison in refus.raisons]
            raise CommandError("Chiffres de l'emploi refusés, rien n'est changé :\n" + "\n".join(lignes)) from refus
        if rapport is None:
            self.stdout.write("Chiffres de l'emploi livrés : tout est à jour.")
        else:
            self.stdout.write(rapport.en_texte())
