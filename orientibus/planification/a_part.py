"""The bound worked out in a process of its own, while the plan is searched for in this one.

A plain child rather than `multiprocessing`: a Celery worker may not have children of that kind.
"""

import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from orientibus.planification.borne import Borne, borner
from orientibus.planification.instance import Instance
from orientibus.planification.terrain import Terrain

RACINE = Path(__file__).resolve().parents[2]
PAUSE = 0.1


class BorneAPart:
    """Starts at once; ``attendre`` gives the bound, or None when the child could not do its work."""

    def __init__(self, instance: Instance, *, cible: int, secondes: float) -> None:
        commande = [sys.executable, "-m", "orientibus.planification.a_part"]
        self.enfant = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=RACINE
        )
        assert self.enfant.stdin is not None  # noqa: S101 - asked for above
        try:
            pickle.dump((instance, cible, secondes), self.enfant.stdin)
            self.enfant.stdin.close()
        except BrokenPipeError:
            self.abandonner()

    def attendre(self, secondes: float, arret: Callable[[], bool] = lambda: False) -> Borne | None:
        self.enfant.stdin = None
        fin = time.monotonic() + secondes
        while True:
            try:
                octets, _ = self.enfant.communicate(timeout=PAUSE)
            except subprocess.TimeoutExpired:
                if time.monotonic() >= fin or arret():
                    self.abandonner()
                    return None
                continue
            if self.enfant.returncode != 0:
                return None
            borne = pickle.loads(octets)  # noqa: S301 - written by the child that we started
            return borne if isinstance(borne, Borne) else None

    def abandonner(self) -> None:
        self.enfant.kill()
        self.enfant.communicate()


def principal() -> None:
    instance, cible, secondes = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the parent
    borne = borner(Terrain(instance), cible=cible, secondes=secondes)
    pickle.dump(borne, sys.stdout.buffer)


if __name__ == "__main__":
    principal()
