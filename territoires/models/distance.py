"""The distance of :mod:`commun.distances`, as a database expression made of the same operations in the same order."""

import math
from typing import Any, Protocol, TypeVar

from django.db.models import ExpressionWrapper, F, FloatField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Floor, Least, Radians, Sin, Sqrt

from commun.distances import DEMI_DEGRE, RAYON_TERRE_KM, boite_autour

RAYON_MAX_KM = 20_016
"""Half the way round the Earth: nothing is further."""
Requete = TypeVar("Requete", bound=QuerySet[Any])


class Lieu(Protocol):
    """Anything that has coordinates in degrees."""

    @property
    def latitude(self) -> float: ...
    @property
    def longitude(self) -> float: ...


def _nombre(valeur: float) -> Value:
    return Value(valeur, output_field=FloatField())


def expression_distance(latitude: float, longitude: float, prefixe: str = "") -> ExpressionWrapper:
    """Great-circle distance in kilometres from a point to each row's ``latitude`` and ``longitude``, to 0.1 km.

    ``prefixe``: the way to the object that holds them, as in a lookup (``etablissement__``).
    """
    sin_lat = Sin((F(f"{prefixe}latitude") - _nombre(latitude)) * _nombre(DEMI_DEGRE))
    sin_lon = Sin((F(f"{prefixe}longitude") - _nombre(longitude)) * _nombre(DEMI_DEGRE))
    cos = _nombre(math.cos(math.radians(latitude))) * Cos(Radians(f"{prefixe}latitude"))
    somme: Combinable = sin_lat * sin_lat + cos * (sin_lon * sin_lon)
    corde = Sqrt(Least(_nombre(1.0), somme))
    kilometres = _nombre(2 * RAYON_TERRE_KM) * ASin(corde)
    arrondi = Floor(kilometres * _nombre(10.0) + _nombre(0.5)) / _nombre(10.0)
    return ExpressionWrapper(arrondi, output_field=FloatField())


def autour(requete: Requete, lieu: Lieu, rayon_km: float, prefixe: str = "") -> Requete:
    """Rows within ``rayon_km`` of a place, each with ``distance_km`` (to 0.1 km); the caller orders them.

    The bounding box uses the index on coordinates, then the distance is computed for what is left. Rows are compared
    on the rounded distance, so that both databases give the same list.
    """
    if not 0 <= rayon_km <= RAYON_MAX_KM:  # NaN fails too
        raise ValueError(f"rayon hors limites : {rayon_km}")
    boite = boite_autour(lieu.latitude, lieu.longitude, rayon_km)
    dans_la_boite = {
        f"{prefixe}latitude__range": (boite.latitude_min, boite.latitude_max),
        f"{prefixe}longitude__range": (boite.longitude_min, boite.longitude_max),
    }
    distance = expression_distance(lieu.latitude, lieu.longitude, prefixe)
    return requete.filter(**dans_la_boite).annotate(distance_km=distance).filter(distance_km__lte=rayon_km)
