"""Measure the interest match on the present catalogue (`make evaluation`)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from metiers.interets.stabilite import Accord, Stabilite, mesurer_accord, mesurer_stabilite, par_simple_tri
from metiers.services.interets import correspondeur_courant

ENTETE = f"{'Dix premiers gardés, une réponse changée':40} min  1 %  moyenne  nets  plats  part des couples"


class Command(BaseCommand):
    help = (
        "Mesure la correspondance par intérêts : combien des dix premiers restent quand une réponse change d'un cran, "
        "et l'accord de nos valeurs avec les lettres du ROME."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--paires", type=int, default=5000, help="couples (profil, changement) par ligne")
        parser.add_argument("--graine", type=int, default=11, help="graine du tirage")

    def handle(self, *args: Any, **options: Any) -> None:
        correspondeur = correspondeur_courant()
        self.stdout.write(f"Intérêts : {len(correspondeur.ids)} métiers.\n\n")
        self.stdout.write(ENTETE)
        for facon, choisir in (("dix lectures", None), ("simple tri", par_simple_tri(correspondeur))):
            for typees, nom in ((False, "au hasard"), (True, "autour de goûts")):
                mesure = mesurer_stabilite(
                    correspondeur,
                    paires=options["paires"],
                    graine=options["graine"],
                    typees=typees,
                    choisir=choisir,
                )
                self.stdout.write(_ligne(f"{facon}, réponses {nom}", mesure))
        self._dire_accord(mesurer_accord(correspondeur))

    def _dire_accord(self, accord: Accord) -> None:
        self.stdout.write("\nAccord de nos valeurs avec les lettres du ROME")
        for nom, part, sur in (
            ("première valeur = majeure", accord.majeure, accord.metiers),
            ("deux premières = majeure et mineure", accord.deux_lettres, accord.avec_mineure),
            ("sans ces lettres (centres et compétences seuls)", accord.majeure_seuls, accord.renseignes),
        ):
            self.stdout.write(f"{nom:50} {part:6.1%} de {sur}")
        self.stdout.write(f"{'vecteurs distincts':50} {accord.distincts:6} de {accord.metiers}")


def _ligne(nom: str, mesure: Stabilite) -> str:
    classees = max(mesure.paires - mesure.plates, 1)
    parts = ", ".join(f"{gardes} : {fois / classees:.1%}" for gardes, fois in mesure.repartition.items())
    return (
        f"{nom:40} {mesure.minimum:3} {mesure.centile:4} {mesure.moyenne:8.2f} {mesure.nettes:5.0%} "
        f"{mesure.plates / max(mesure.paires, 1):6.1%}  {parts}"
    )
