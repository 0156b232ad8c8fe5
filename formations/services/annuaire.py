"""The list of establishments, in memory."""

from dataclasses import dataclass

import numpy as np

from formations.services.exploration import PARTOUT
from formations.services.repertoire import RepereEtablissement, Repertoire
from formations.services.suggestions import chercher_etablissements
from territoires.services.chez_moi import ChezMoi


@dataclass(frozen=True, slots=True)
class CriteresEtablissement:
    """What a visitor asks."""

    q: str = ""
    type: str = ""
    lieu: ChezMoi | None = None
    rayon: int = PARTOUT


@dataclass(frozen=True, slots=True)
class EtablissementTrouve:
    """An establishment, how many offers it has, its distance when the place is known."""

    etablissement: RepereEtablissement
    offres: int
    km: float | None = None


def chercher(repertoire: Repertoire, criteres: CriteresEtablissement) -> list[EtablissementTrouve]:
    """Nearest first when the place is known, else by name. No query."""
    par_id = {e.id: rang for rang, e in enumerate(repertoire.etablissements)}
    km = repertoire.distances(criteres.lieu) if criteres.lieu else None
    trouves = []
    for etablissement in chercher_etablissements(repertoire, criteres.q):
        if criteres.type and etablissement.type != criteres.type:
            continue
        distance = None if km is None else float(km[par_id[etablissement.id]])
        if distance is not None and criteres.rayon != PARTOUT and distance > criteres.rayon:
            continue
        nombre = len(repertoire.positions_par_etablissement.get(etablissement.id, ()))
        lisible = distance if distance is not None and np.isfinite(distance) else None
        trouves.append(EtablissementTrouve(etablissement, nombre, lisible))
    if km is not None:
        trouves.sort(key=lambda t: (t.km is None, t.km or 0.0))
    return trouves
