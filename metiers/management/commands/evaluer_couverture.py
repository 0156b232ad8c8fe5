"""Measure what the labour market says of the present catalogue (`make evaluation`)."""

from typing import Any

from django.core.management.base import BaseCommand

from metiers.services.marche.couverture import mesurer_couverture, tableau


class Command(BaseCommand):
    help = "Mesure la part des métiers qui ont chaque chiffre, par maille, et la répartition du potentiel d'embauche."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(tableau(mesurer_couverture()))
