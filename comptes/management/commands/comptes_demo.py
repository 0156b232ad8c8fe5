"""Create and print the demonstration accounts. Refused where DEBUG is off."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comptes.services.demonstration import DemonstrationRefusee, creer_comptes_demo


class Command(BaseCommand):
    help = "Crée les comptes de démonstration et affiche leurs mots de passe (refusé quand DEBUG est éteint)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            comptes = creer_comptes_demo()
        except DemonstrationRefusee as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write("  Comptes de démonstration (adresse, mot de passe) :")
        for compte, _ in comptes:
            self.stdout.write(f"    {compte.email:30} {compte.mot_de_passe:20} {compte.acces}")
