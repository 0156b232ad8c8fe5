"""The distance of :mod:`commun.distances`, as a database expression made of the same operations in the same order."""

import math

from django.db.models import ExpressionWrapper, F, FloatField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Floor, Least, Radians, Sin, Sqrt

from commun.distances import DEMI_DEGRE, RAYON_TERRE_KM


def _nombre(valeur: float) -> Value:
    return Value(valeur, output_field=FloatField())


def expression_distance(latitude: float, longitude: float) -> ExpressionWrapper:
    """Great-circle distance in kilometres from a point to each row's ``latitude`` and ``longitude``, to 0.1 km."""
    sin_lat = Sin((F("latitude") - _nombre(latitude)) * _nombre(DEMI_DEGRE))
    sin_lon = Sin((F("longitude") - _nombre(longitude)) * _nombre(DEMI_DEGRE))
    cos = _nombre(math.cos(math.radians(latitude))) * Cos(Radians("latitude"))
    somme: Combinable = sin_lat * sin_lat + cos * (sin_lon * sin_lon)
    corde = Sqrt(Least(_nombre(1.0), somme))
    kilometres = _nombre(2 * RAYON_TERRE_KM) * ASin(corde)
    arrondi = Floor(kilometres * _nombre(10.0) + _nombre(0.5)) / _nombre(10.0)
    return ExpressionWrapper(arrondi, output_field=FloatField())
