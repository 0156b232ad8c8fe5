"""Play a year of invented activity on the plans, flagged as demonstration. Refused where DEBUG is off."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from grenelle.services.simulation import SimulationRefusee, effacer, simuler


class Command(BaseCommand):
    help = "Simule une année d'activité du plan : tout est signalé comme démonstration (refusé quand DEBUG est éteint)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--graine", type=int, default=2026, help="la même graine donne la même année")
        parser.add_argument("--force", action="store_true", help="simuler même quand DEBUG est éteint")
        parser.add_argument("--effacer", action="store_true", help="retirer ce qui a été simulé, et rien d'autre")

    def handle(self, *args: Any, **options: Any) -> None:
        maintenant = timezone.now()
        try:
            if options["effacer"]:
                self.stdout.write(f"  Simulation retirée : {effacer(maintenant=maintenant)} ligne(s).")
                return
            bilan = simuler(graine=options["graine"], maintenant=maintenant, force=options["force"])
        except SimulationRefusee as refus:
            raise CommandError(str(refus)) from refus
        if bilan is None:
            self.stdout.write("  Année de démonstration déjà là.")
            return
        self.stdout.write(
            f"  Année de démonstration : {bilan.releves} relevés, {bilan.revisions} révisions, {bilan.jalons} jalons, "
            f"{bilan.decisions} décisions, {bilan.contributions} contributions, {bilan.votes} votes, "
            f"{bilan.conventions} conventions."
        )
