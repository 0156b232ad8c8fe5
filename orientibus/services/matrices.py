"""Kilometres and minutes between all the places of a plan: an estimate, without a road map.

The crow's flight lengthened by the usual detour, each stretch at its own speed. Rounded up, so that both keep the
triangle inequality: a detour by a third place is never shorter.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from commun.distances import RAYON_TERRE_KM

Point = tuple[float, float]
"""Latitude, longitude, in degrees."""
Matrice = list[list[int]]
EPSILON = 1e-9


def matrices(points: Sequence[Point], valeurs: Mapping[str, Any]) -> tuple[Matrice, Matrice]:
    """Minutes, kilometres; whole numbers, symmetric, 0 from a place to itself."""
    if not points:
        return [], []
    km = _vol(points) * float(valeurs["detour"])
    minutes, debut, vitesse = np.zeros_like(km), 0.0, 0.0
    tranches = valeurs["vitesses"]
    for rang, tranche in enumerate(tranches):
        # A stretch is never slower than the one before, else cutting a way in two would make it shorter.
        vitesse = max(vitesse, float(tranche["km_h"]))
        fin = float(tranche["jusqu_a_km"]) if rang < len(tranches) - 1 else np.inf
        minutes += (np.clip(km, debut, fin) - debut) * 60 / vitesse
        debut = fin
    return _entiers(minutes), _entiers(km)


def _vol(points: Sequence[Point]) -> Any:
    """Great-circle distances (haversine)."""
    latitudes, longitudes = np.radians(np.array(points, dtype=float)).T
    sin_lat = np.sin((latitudes[:, None] - latitudes[None, :]) / 2)
    sin_lon = np.sin((longitudes[:, None] - longitudes[None, :]) / 2)
    corde = sin_lat**2 + np.cos(latitudes)[:, None] * np.cos(latitudes)[None, :] * sin_lon**2
    vol = 2 * RAYON_TERRE_KM * np.arcsin(np.sqrt(np.clip(corde, 0, 1)))
    return np.maximum(vol, vol.T)


def _entiers(valeurs: Any) -> Matrice:
    lignes: Matrice = np.ceil(valeurs - EPSILON).astype(int).clip(0).tolist()
    return lignes
