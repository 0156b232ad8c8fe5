"""A helper in a process of its own: works out the bound, then solves pieces of the plan beside this process.

A plain child rather than `multiprocessing`: a Celery worker may not have children of that kind.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from orientibus.planification.borne import Borne, borner
from orientibus.planification.faisabilite import gains_des_options
from orientibus.planification.modele import Reponse
from orientibus.planification.morceaux import Atelier, Morceau
from orientibus.planification.terrain import Terrain

RACINE = Path(__file__).resolve().parents[2]


class AideAbsente(RuntimeError):
    """The child is gone, or could not do its work."""


class Aide:
    """One question at a time. The child numbers the options as we do: same instance, same order."""

    def __init__(self, terrain: Terrain) -> None:
        self.terrain = terrain
        commande = [sys.executable, "-m", "orientibus.planification.a_part"]
        self.enfant = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=RACINE
        )
        self._dire(terrain.instance)

    def demander_borne(self, *, cible: int, secondes: float, horloge: Callable[[], float] = time.monotonic) -> None:
        """Only asks; ``recevoir_borne`` waits for the answers: prices to search by first, then the bound itself."""
        self._dire(("borner", cible, secondes, horloge))

    def recevoir_borne(self) -> Borne:
        borne = self._entendre()
        if not isinstance(borne, Borne):
            raise AideAbsente
        return borne

    def orienter(self, couts: Sequence[int]) -> None:
        """Reduced costs that another helper has worked out."""
        self._dire(("orienter", couts))

    def resoudre(self, morceau: Morceau) -> Reponse:
        self._dire(("resoudre", morceau))
        reponse = self._entendre()
        if not isinstance(reponse, tuple):
            raise AideAbsente
        rangs, prouve, effort = reponse
        options = None if rangs is None else [self.terrain.options[rang] for rang in rangs]
        return Reponse(options, prouve, effort=effort)

    def abandonner(self) -> None:
        self.enfant.kill()
        self.enfant.wait()
        for tube in (self.enfant.stdin, self.enfant.stdout):
            if tube is not None:
                try:
                    tube.close()
                except OSError:
                    continue

    def _dire(self, message: Any) -> None:
        assert self.enfant.stdin is not None  # noqa: S101 - asked for above
        try:
            pickle.dump(message, self.enfant.stdin)
            self.enfant.stdin.flush()
        except (OSError, ValueError):
            raise AideAbsente from None

    def _entendre(self) -> object:
        assert self.enfant.stdout is not None  # noqa: S101 - asked for above
        try:
            return pickle.load(self.enfant.stdout)  # noqa: S301 - written by the child that we started
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            raise AideAbsente from None


def principal() -> None:
    questions, reponses = sys.stdin.buffer, sys.stdout.buffer
    terrain = Terrain(pickle.load(questions))  # noqa: S301 - written by the parent
    atelier = Atelier(terrain, gains_des_options(terrain))

    def repondre(reponse: object) -> None:
        pickle.dump(reponse, reponses)
        reponses.flush()

    while True:
        try:
            question, *reste = pickle.load(questions)  # noqa: S301 - written by the parent
        except EOFError:
            return
        if question == "borner":
            cible, secondes, horloge = reste
            borne = borner(terrain, cible=cible, secondes=secondes, prix=repondre, horloge=horloge)
            atelier.couts = borne.couts
            repondre(borne)
        elif question == "orienter":
            atelier.couts = reste[0]
        else:
            reponse = atelier.resoudre(reste[0])
            rangs = None if reponse.options is None else [option.rang for option in reponse.options]
            repondre((rangs, reponse.prouve, reponse.effort))


if __name__ == "__main__":
    principal()
