"""Squares of the map, a tenth of a degree wide: a place is looked for in a few of them rather than measured everywhere.

A square is a number, never 0: that one is « not known yet », and every search looks there too.
"""

from math import floor

from commun.distances import boite_autour
from territoires.models.distance import Lieu

PAR_DEGRE = 10
COLONNES = 360 * PAR_DEGRE + 1
CASES_MAX = 700
"""About 100 km around: beyond, the squares are no help."""
INCONNUE = 0


def cellule(latitude: float, longitude: float) -> int:
    """Number of the square that holds a point in degrees."""
    return 1 + _rang(latitude + 90) * COLONNES + _rang(longitude + 180)


def cellules_autour(lieu: Lieu, rayon_km: float) -> list[int] | None:
    """Squares that may hold a point within the radius, the unknown one included; ``None`` when they are too many."""
    boite = boite_autour(lieu.latitude, lieu.longitude, rayon_km)
    lignes = range(_rang(boite.latitude_min + 90), _rang(boite.latitude_max + 90) + 1)
    colonnes = range(_rang(boite.longitude_min + 180), _rang(boite.longitude_max + 180) + 1)
    if len(lignes) * len(colonnes) > CASES_MAX:
        return None
    return [INCONNUE, *(1 + ligne * COLONNES + colonne for ligne in lignes for colonne in colonnes)]


def _rang(degres: float) -> int:
    return floor(degres * PAR_DEGRE)
