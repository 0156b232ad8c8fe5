"""Give the demonstration accounts their roles on the plans."""

from typing import Any

from django.core.management.base import BaseCommand

from grenelle.services.roles_demo import donner_les_roles_demo


class Command(BaseCommand):
    help = "Donne aux comptes de démonstration leurs rôles sur les plans (rien si DEBUG est éteint)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"  Rôles de démonstration sur les plans : {donner_les_roles_demo()} de plus.")
