"""Compare the plans that are loaded with the counts taken from their documents; fails on a difference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commun.importation import ImportRefuse
from grenelle.models import Plan
from grenelle.services.verification import verifier


class Command(BaseCommand):
    help = "Compare les plans chargés avec les comptes relevés dans leurs documents."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", nargs="?", help="adresse du plan ; tous sans cela")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = Plan.objects.filter(slug=options["plan"]) if options["plan"] else Plan.objects.all()
        if not plans:
            raise CommandError(
                f"Aucun plan « {options['plan']} »." if options["plan"] else "Aucun plan n'est chargé (charger_plans)."
            )
        ecarts = sum(self._dire(plan) for plan in plans)
        if ecarts:
            raise CommandError(f"{ecarts} écart(s) avec les documents.")
        self.stdout.write("Tout est conforme aux documents.")

    def _dire(self, plan: Plan) -> int:
        self.stdout.write(f"{plan.nom_court} ({plan.slug})")
        try:
            constats = verifier(plan)
        except ImportRefuse as refus:
            raise CommandError("\n".join(str(raison) for raison in refus.raisons)) from refus
        for constat in constats:
            if not constat.attendu:
                self.stdout.write(f"  ?     {constat.quoi} : {constat.trouve} (rien n'a été compté dans le document)")
            elif constat.juste:
                self.stdout.write(f"  juste {constat.quoi} : {constat.trouve} ({constat.source})")
            else:
                self.stdout.write(
                    f"  ÉCART {constat.quoi} : {constat.trouve} au lieu de {constat.attendu} ({constat.source})"
                )
        return sum(1 for constat in constats if not constat.juste)
