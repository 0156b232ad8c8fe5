"""What is built from the whole catalogue is built once per process and state of the catalogue."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from metiers.models import EtatCatalogue

Cle = tuple[int, datetime | None]
T = TypeVar("T")


def etat_du_catalogue() -> Cle:
    """Version and date of the present catalogue, in one query."""
    etat = EtatCatalogue.objects.filter(pk=1).values_list("version", "modifie_le").first()
    return etat or (0, None)


class MemoireDuCatalogue(Generic[T]):
    """The present object: one query, unless the catalogue has changed.

    While a thread builds the next one, the others go on with the former.
    """

    toutes: "list[MemoireDuCatalogue[object]]" = []

    def __init__(self, construire: Callable[[Cle], T]) -> None:
        self._construire = construire
        self._verrou = Lock()
        self._present: tuple[Cle, T] | None = None
        MemoireDuCatalogue.toutes.append(self)  # type: ignore[arg-type]

    def courant(self) -> T:
        """The object built from the catalogue of now."""
        cle = etat_du_catalogue()
        present = self._present
        if present is not None and present[0] == cle:
            return present[1]
        if not self._verrou.acquire(blocking=present is None) and present is not None:
            return present[1]
        try:
            present = self._present
            if present is None or present[0] != cle:
                present = self._present = (cle, self._construire(cle))
            return present[1]
        finally:
            self._verrou.release()

    def oublier(self) -> None:
        """Drop what this process has built (tests that roll the database back need it)."""
        with self._verrou:
            self._present = None


def prechauffer() -> None:
    """Build everything now, so that no visitor waits for it."""
    for memoire in MemoireDuCatalogue.toutes:
        memoire.courant()


def oublier() -> None:
    """Drop everything that this process has built from the catalogue."""
    for memoire in MemoireDuCatalogue.toutes:
        memoire.oublier()
