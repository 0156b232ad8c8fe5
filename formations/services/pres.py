"""Trainings that lead to an occupation, by level, nearest first: the panel of the occupation's sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formations.choices import OrigineLien
from formations.models import Offre
from formations.services.ensembles import Reels
from formations.services.repertoire import RepereFormation, Repertoire
from territoires.models.distance import Lieu

PAR_NIVEAU = 2


@dataclass(frozen=True, slots=True)
class FormationProche:
    """A training, its nearest offer (any one without a place), how far it is, how many establishments give it."""

    formation: RepereFormation
    offre: Offre | None
    km: float | None
    etablissements: int


@dataclass(frozen=True, slots=True)
class NiveauProche:
    """Trainings of one level, and how many there are in all."""

    niveau: int | None
    formations: tuple[FormationProche, ...]
    nombre: int


def rangs_vers(repertoire: Repertoire, metier: int) -> list[int]:
    """Ranks of the trainings that lead to an occupation; without any surer link, those that share a parent code."""
    rangs = repertoire.par_metier.get(metier, [])
    surs = [r for r in rangs if set(repertoire.formations[r].metiers[metier]) != {OrigineLien.PARENT.value}]
    return surs or rangs


def formations_pres(repertoire: Repertoire, metier: int, lieu: Lieu | None) -> tuple[list[NiveauProche], int]:
    """Levels from the lowest, and how many trainings there are; one query for the offers shown."""
    rangs = rangs_vers(repertoire, metier)
    km = repertoire.distances_des_offres(lieu) if lieu else np.zeros(repertoire.groupes.longueur)
    proches = {rang: _positions(repertoire, rang, km) for rang in rangs}
    par_niveau: dict[int | None, list[int]] = {}
    for rang in sorted(rangs, key=lambda r: (not proches[r], float(km[proches[r][0]]) if proches[r] else 0.0, r)):
        par_niveau.setdefault(repertoire.formations[rang].niveau, []).append(rang)
    montres = [rang for liste in par_niveau.values() for rang in liste[:PAR_NIVEAU]]
    offres = Offre.objects.select_related("etablissement__commune").in_bulk(
        [int(repertoire.offres[proches[rang][0]]) for rang in montres if proches[rang]]
    )

    def montrer(rang: int) -> FormationProche:
        positions = proches[rang]
        offre = offres.get(int(repertoire.offres[positions[0]])) if positions else None
        distance = float(km[positions[0]]) if positions and lieu else None
        return FormationProche(
            repertoire.formations[rang],
            offre,
            distance if distance is not None and np.isfinite(distance) else None,
            len({int(repertoire.etablissement_de[p]) for p in positions}),
        )

    niveaux = [
        NiveauProche(niveau, tuple(montrer(rang) for rang in liste[:PAR_NIVEAU]), len(liste))
        for niveau, liste in sorted(par_niveau.items(), key=lambda paire: (paire[0] is None, paire[0] or 0))
    ]
    return niveaux, len(rangs)


def _positions(repertoire: Repertoire, rang: int, km: Reels) -> Sequence[int]:
    """Positions of the offers of a training, nearest first."""
    debut, fin = int(repertoire.groupes.debuts[rang]), int(repertoire.groupes.fins[rang])
    return sorted((p for p in range(debut, fin) if repertoire.offres[p]), key=lambda p: (float(km[p]), p))
