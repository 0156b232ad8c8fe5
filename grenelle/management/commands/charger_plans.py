"""Load the bundled plans; what staff changed since the last load is left as they keep it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grenelle.services.chargement import ImportRefuse, charger_plans


class Command(BaseCommand):
    help = "Charge les plans régionaux livrés avec le portail (donnees/grenelle)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rapport = charger_plans()
        except ImportRefuse as refus:
            raise CommandError("\n".join(str(raison) for raison in refus.raisons)) from refus
        total = rapport.total()
        self.stdout.write(
            f"Plans : {total.crees} ajouté(s), {total.modifies} modifié(s), {total.inchanges} inchangé(s), "
            f"{total.conserves} conservé(s)."
        )
        for avertissement in rapport.avertissements:
            self.stdout.write(f"Attention : {avertissement}")
