"""Give the buses an invented season, planned and partly told. Refused where DEBUG is off."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orientibus.services.demonstration import SECONDES, creer_saison_demo
from orientibus.services.plans import PlanImpossible


class Command(BaseCommand):
    help = "Crée une saison de démonstration pour les Orientibus (refusé quand DEBUG est éteint)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Les données de démonstration sont réservées au développement (DEBUG=1).")
        try:
            plan = creer_saison_demo(aujourdhui=timezone.localdate(), secondes=SECONDES)
        except PlanImpossible as raison:
            raise CommandError(str(raison)) from raison
        if plan is None:
            self.stdout.write("  Saison des Orientibus de démonstration déjà là.")
        else:
            self.stdout.write(f"  Saison des Orientibus de démonstration : {plan.affectations.count()} étapes.")
