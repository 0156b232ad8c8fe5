"""Bring a table in line with what is wanted: create, update, delete, and count, in bulk and on any database."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from commun.importation import Compte

Cle = tuple[Any, ...]
Valeurs = tuple[Any, ...]

LOT_CREATION = 2_000
LOT_MODIFICATION = 100
LOT_SUPPRESSION = 500


@dataclass(slots=True)
class Synchronisation:
    """One table: its key, the fields compared, the rows looked at.

    ``ajuster`` may temper the wanted values by the stored ones. ``completer`` gives, for a new row, the fields that are
    set once. ``supprimable`` says, by key and values, whether a stored row that is no longer wanted goes away.
    """

    perimetre: models.QuerySet[Any]
    cles: tuple[str, ...]
    champs: tuple[str, ...]
    fixes: Mapping[str, Any] = field(default_factory=dict)
    ajuster: Callable[[Valeurs, Valeurs], Valeurs] | None = None
    completer: Callable[[Cle, Valeurs], dict[str, Any]] | None = None
    supprimable: Callable[[Cle, Valeurs], bool] | None = None

    def appliquer(self, voulus: Mapping[Cle, Valeurs], compte: Compte) -> None:
        """Write the differences and count them."""
        noms = (*self.cles, *self.champs)
        combien = len(self.cles)
        existants: dict[Cle, tuple[int, Valeurs]] = {
            rangee[1 : combien + 1]: (rangee[0], rangee[combien + 1 :])
            for rangee in self.perimetre.order_by().values_list("pk", *noms).iterator(chunk_size=5_000)
        }
        modele = self.perimetre.model
        nouveaux, changes = [], []
        for cle, valeurs in voulus.items():
            connu = existants.get(cle)
            if connu is None:
                suite = self.completer(cle, valeurs) if self.completer else {}
                nouveaux.append(modele(**self.fixes, **dict(zip(noms, (*cle, *valeurs), strict=True)), **suite))
                continue
            if self.ajuster:
                valeurs = self.ajuster(connu[1], valeurs)
            if connu[1] == valeurs:
                compte.inchanges += 1
            else:
                changes.append(modele(pk=connu[0], **dict(zip(self.champs, valeurs, strict=True))))
        self._supprimer(existants, voulus.keys(), compte)
        modele._default_manager.bulk_update(changes, self.champs, batch_size=LOT_MODIFICATION) if changes else None
        modele._default_manager.bulk_create(nouveaux, batch_size=LOT_CREATION)
        compte.crees += len(nouveaux)
        compte.modifies += len(changes)

    def _supprimer(self, existants: Mapping[Cle, tuple[int, Valeurs]], voulus: Collection[Cle], compte: Compte) -> None:
        if self.supprimable is None:
            return
        en_trop = [pk for cle, (pk, v) in existants.items() if cle not in voulus and self.supprimable(cle, v)]
        for debut in range(0, len(en_trop), LOT_SUPPRESSION):
            lot = en_trop[debut : debut + LOT_SUPPRESSION]
            self.perimetre.model._default_manager.filter(pk__in=lot).delete()
        compte.retires += len(en_trop)
