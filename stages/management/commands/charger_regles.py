"""Load the bundled rules of the exchange; a rule that the database knows for its date is left as staff keep it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from commun.importation import ImportRefuse, Rapport
from commun.regles import ajouter_les_regles, lire_regles
from stages.models import Regle


class Command(BaseCommand):
    help = "Charge les règles datées de la bourse de stages (donnees/stages/regles.toml)."

    def handle(self, *args: Any, **options: Any) -> None:
        rapport = Rapport()
        try:
            with transaction.atomic():
                ajouter_les_regles(Regle, lire_regles(settings.DONNEES / "stages" / "regles.toml"), rapport)
        except ImportRefuse as refus:
            raise CommandError("\n".join(str(raison) for raison in refus.raisons)) from refus
        total = rapport.total()
        self.stdout.write(f"Règles : {total.crees} ajoutée(s), {total.inchanges} déjà connue(s).")
