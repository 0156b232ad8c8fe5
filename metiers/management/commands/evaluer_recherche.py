"""Measure the occupation search on the present catalogue (`make evaluation`)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from metiers.recherche.evaluation import evaluer, lire_cas, tableau, tirer_titres
from metiers.services.recherche import index_courant


class Command(BaseCommand):
    help = "Mesure la recherche de métiers : part trouvée en premier, dans les cinq, et temps par requête."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--taille", type=int, default=1000, help="nombre d'appellations tirées")
        parser.add_argument("--graine", type=int, default=11, help="graine du tirage")

    def handle(self, *args: Any, **options: Any) -> None:
        dossier = settings.DONNEES / "evaluation"
        index = index_courant()
        codes = {document.id: document.code for document in index.documents}
        cas = tirer_titres(index.documents, options["taille"], options["graine"])
        cas += lire_cas(dossier / "noms.toml", "noms") + lire_cas(dossier / "phrases.toml", "phrases")
        utiles = [un_cas for un_cas in cas if any(un_cas.accepte(code) for code in codes.values())]
        self.stdout.write(f"{len(codes)} métiers ; {len(cas) - len(utiles)} cas hors du catalogue, écartés.\n\n")
        self.stdout.write(tableau(evaluer(index.chercher, codes, utiles)))
