"""Plan the tours of an instance file, so that anyone can compare plans (`--instance`, `--solution`, `--limite`)."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from orientibus.planification.champs import ErreurInstance
from orientibus.planification.lecture import lire_instance
from orientibus.planification.solution import Impossible, ecrire_reponse
from orientibus.planification.solveur import Progres, Reglages, Resultat, planifier

SORTIE_IMPOSSIBLE = 3


class Command(BaseCommand):
    help = (
        "Calcule la tournée d'un fichier d'instance et écrit la solution. Sortie : 0 plan, 3 promesses incompatibles."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--instance", required=True, type=Path, help="fichier au format tour-calendar/1")
        parser.add_argument("--solution", required=True, type=Path, help="fichier à écrire (tour-calendar-solution/1)")
        parser.add_argument("--limite", type=float, default=60.0, help="temps de calcul, en secondes")
        parser.add_argument("--graine", type=int, default=0, help="graine du hasard")
        parser.add_argument("--processus", type=int, default=2, help="calculs menés ensemble")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["limite"] <= 0 or options["processus"] < 1:
            raise CommandError("La limite et le nombre de processus doivent être positifs.")
        try:
            instance = lire_instance(options["instance"])
        except ErreurInstance as erreur:
            raise CommandError(f"Instance refusée. {erreur}") from erreur
        reglages = Reglages(
            secondes=options["limite"],
            graine=options["graine"],
            processus=options["processus"],
            progres=self._avancer if options["verbosity"] > 1 else (lambda progres: None),
        )
        resultat = planifier(instance, reglages)
        try:
            ecrire_reponse(resultat.reponse, options["solution"])
        except OSError as erreur:
            raise CommandError(f"Solution non écrite : {erreur.strerror}") from erreur
        if isinstance(resultat.reponse, Impossible):
            self._impossible(resultat, resultat.reponse)
            sys.exit(SORTIE_IMPOSSIBLE)
        self._plan(resultat)

    def _avancer(self, progres: Progres) -> None:
        self.stdout.write(
            f"{progres.ecoule:6.1f} s  {progres.etape:11}  poids {progres.poids}  borne {progres.borne}", ending="\n"
        )

    def _impossible(self, resultat: Resultat, reponse: Impossible) -> None:
        minimal = " (aucune n'est de trop)" if resultat.conflit_minimal else ""
        self.stdout.write("Aucun plan possible : ces demandes promises ne tiennent pas ensemble" + minimal + " :")
        self.stdout.write("  " + ", ".join(reponse.conflit))
        self.stdout.write(f"Temps : {resultat.secondes:.1f} s")

    def _plan(self, resultat: Resultat) -> None:
        bilan = resultat.bilan
        if bilan is None:
            return
        lignes = [
            f"Poids servi : {bilan.poids} sur {bilan.poids_total} ({bilan.servies} demandes)",
            f"Borne prouvée : {resultat.borne} ; écart : {100 * resultat.ecart:.2f} %"
            + (" ; optimum prouvé" if resultat.prouve else ""),
            f"Déséquilibre entre territoires : {bilan.desequilibre} ‰",
            f"Kilomètres : {bilan.km} ; nuits hors du dépôt : {bilan.nuits}",
        ]
        if bilan.derangement is not None:
            preuve = "minimum prouvé" if resultat.derangement_prouve else "minimum non prouvé"
            lignes.insert(0, f"Dérangement du plan annoncé : {bilan.derangement} ({preuve})")
        self.stdout.write("\n".join([*lignes, f"Temps : {resultat.secondes:.1f} s"]))
