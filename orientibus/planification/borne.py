"""A proven upper bound of the weight any plan can serve: Lagrangian prices on the requests, cells priced apart.

For any prices the sum of the prices and of what each cell earns at them is a bound; a subgradient search looks for
prices that make it small. First the week's work is paid by the minute (fast), then counted, rounded down.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from orientibus.planification.relaxation import JAMAIS, MILLE, Choix, Relaxation
from orientibus.planification.terrain import Terrain

Reels = npt.NDArray[np.float64]
PAS_TRAVAIL = 10
"""Minutes of a step of work in the second search."""
LENTEUR = 0.6
"""Share of the previous direction that is kept."""
PATIENCE, RECUL = 8, 0.7
FINI = 0.002
ENJAMBEE = 0.08
"""Longest step, in shares of the value: the target may be far too low."""
PART_RAPIDE = 0.6


@dataclass(slots=True)
class Borne:
    """``valeur``: no plan serves more. The rest, in thousandths of a weight, guides the search.

    ``couts``: by option, what it loses at the best prices; ``prix``: by request; ``sommets``: by cell, the most that
    its week can earn at these prices.
    """

    valeur: int
    couts: list[int]
    prix: list[int] = field(default_factory=list)
    sommets: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Prix:
    demandes: Reels
    travail: Reels


def borner(
    terrain: Terrain,
    *,
    cible: int,
    secondes: float,
    arret: Callable[[], bool] = lambda: False,
    prix: Callable[[Borne], None] = lambda borne: None,
    horloge: Callable[[], float] = time.monotonic,
) -> Borne:
    """``cible``: a weight known or thought to be within reach; it only guides the steps. ``prix`` hears a first
    answer, good enough to search by, before the work of the week is counted."""
    fin = horloge() + secondes
    sans_effort = sum(d.poids for d, o in zip(terrain.instance.demandes, terrain.par_demande, strict=True) if o)
    rapide = Relaxation(terrain, None)
    depart = _Prix(rapide.poids.astype(np.float64) * 0.3, np.zeros(rapide.cellules))
    mi_temps = horloge() + secondes * PART_RAPIDE
    milliemes, meilleur = _descendre(rapide, depart, cible, 1.0, lambda: horloge() >= mi_temps or arret())
    borne = Borne(
        min(milliemes // MILLE, sans_effort),
        couts_reduits(rapide, meilleur),
        [int(p) for p in meilleur.demandes],
        _sommets(rapide, meilleur),
    )
    prix(borne)
    if horloge() < fin and not arret() and milliemes // MILLE > cible:
        fine = Relaxation(terrain, PAS_TRAVAIL)
        milliemes, _ = _descendre(fine, meilleur, cible, 0.3, lambda: horloge() >= fin or arret())
        borne.valeur = min(borne.valeur, milliemes // MILLE)
    return borne


def valeur_duale(relaxation: Relaxation, choix: Choix, prix: _Prix) -> int:
    """The bound at these prices, in thousandths."""
    total = int(prix.demandes.astype(np.int64).sum()) + int(choix.valeur.sum())
    if relaxation.pas is None:
        total += relaxation.regles.travail_semaine * int(prix.travail.astype(np.int64).sum())
    return total


def _descendre(
    relaxation: Relaxation, depart: _Prix, cible: int, allure: float, fini: Callable[[], bool]
) -> tuple[int, _Prix]:
    prix, meilleur_prix = depart, depart
    meilleur, sans_progres = 1 << 62, 0
    elan = _Prix(np.zeros_like(prix.demandes), np.zeros_like(prix.travail))
    while True:
        choix = relaxation.evaluer(prix.demandes.astype(np.int64), _prix_travail(relaxation, prix))
        valeur = valeur_duale(relaxation, choix, prix)
        sans_progres = 0 if valeur < meilleur * 0.9999 else sans_progres + 1
        if valeur < meilleur:
            meilleur, meilleur_prix = valeur, prix
        if sans_progres >= PATIENCE:
            allure, sans_progres, prix = allure * RECUL, 0, meilleur_prix
            elan = _Prix(np.zeros_like(prix.demandes), np.zeros_like(prix.travail))
        if fini() or allure < FINI or meilleur // MILLE <= cible:
            return meilleur, meilleur_prix
        pente = _pente(relaxation, choix, prix)
        elan = _Prix(pente.demandes + LENTEUR * elan.demandes, pente.travail + LENTEUR * elan.travail)
        norme = float((elan.demandes**2).sum() + (elan.travail**2).sum())
        manque = min(valeur - MILLE * cible, ENJAMBEE * valeur)
        pas = allure * max(manque, MILLE) / max(norme, 1e-9)
        prix = _Prix(
            np.clip(prix.demandes - pas * elan.demandes, 0, relaxation.poids),
            np.maximum(0, prix.travail - pas * elan.travail / 100),
        )


def _prix_travail(relaxation: Relaxation, prix: _Prix) -> npt.NDArray[np.int64] | None:
    return prix.travail.astype(np.int64) if relaxation.pas is None else None


def _pente(relaxation: Relaxation, choix: Choix, prix: _Prix) -> _Prix:
    """Subgradient, without the parts that only push a null price below zero."""
    fois = np.zeros(len(prix.demandes))
    for _, option in choix.options:
        fois[relaxation.terrain.options[option].demande] += 1
    demandes = 1 - fois
    demandes[(prix.demandes <= 0) & (demandes > 0)] = 0
    travail = (relaxation.regles.travail_semaine - choix.travail) / 100.0
    travail[(prix.travail <= 0) & (travail > 0)] = 0
    if relaxation.pas is not None:
        travail[:] = 0
    return _Prix(demandes, travail)


def _sommets(relaxation: Relaxation, prix: _Prix) -> list[int]:
    """By cell: the most that it can earn, its minutes of work having been bought."""
    choix = relaxation.evaluer(prix.demandes.astype(np.int64), _prix_travail(relaxation, prix))
    minutes = relaxation.regles.travail_semaine * prix.travail.astype(np.int64)
    return [int(sommet) for sommet in choix.valeur + minutes]


def couts_reduits(relaxation: Relaxation, prix: _Prix) -> list[int]:
    """By option: how far the best day that holds it lies below the best day (or days) at these prices."""
    nombre = len(relaxation.terrain.options)
    if not relaxation.mouvements:
        return [0] * nombre
    relaxation.evaluer(prix.demandes.astype(np.int64), _prix_travail(relaxation, prix))
    jours = np.array([m.cellule * 7 + m.jour for m in relaxation.mouvements], dtype=np.int64)
    durees = np.array([m.duree for m in relaxation.mouvements], dtype=np.int64)
    sommets = np.zeros(relaxation.cellules * 7 + 7, dtype=np.int64)
    np.maximum.at(sommets, jours, relaxation.valeurs // durees)
    attendu = sum(np.where(durees > k, sommets[jours + k], 0) for k in range(int(durees.max())))
    ecarts = relaxation.valeurs - attendu
    etapes = len(relaxation.debuts_etapes)
    par_etape = np.full(etapes + 1, JAMAIS, dtype=np.int64)
    for k in range(relaxation.etapes.shape[1]):
        np.maximum.at(par_etape, relaxation.etapes[:, k], ecarts)
    tailles = np.diff(np.append(relaxation.debuts_etapes, len(relaxation.suite)))
    etape_de = np.repeat(np.arange(etapes), tailles)
    sommet_etape = np.maximum.reduceat(relaxation.profits, relaxation.debuts_etapes)
    couts = np.full(nombre, -JAMAIS, dtype=np.int64)
    couts[relaxation.suite] = sommet_etape[etape_de] - relaxation.profits - par_etape[etape_de]
    return [int(cout) for cout in couts]
