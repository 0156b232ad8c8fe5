"""Load the rules, buses and workshops of the tours, and keep a living demonstration season. What staff edited stays."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from commun.importation import ImportRefuse, Rapport
from orientibus.importeurs.jeu import charger_jeu, lire_jeu
from orientibus.services.saisons import assurer_les_saisons


class Command(BaseCommand):
    help = "Charge les règles, bus et ateliers des Orientibus (donnees/orientibus/) et les saisons de démonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        rapport = Rapport()
        try:
            with transaction.atomic():
                charger_jeu(lire_jeu(settings.DONNEES / "orientibus"), rapport)
                saisons = assurer_les_saisons(aujourdhui=timezone.localdate())
        except ImportRefuse as refus:
            raise CommandError("\n".join(str(raison) for raison in refus.raisons)) from refus
        total = rapport.total()
        self.stdout.write(
            f"Orientibus : {total.crees} valeur(s) ajoutée(s), {total.inchanges} déjà connue(s), "
            f"{saisons} saison(s) de démonstration ajoutée(s)."
        )
