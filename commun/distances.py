"""Distances on the Earth. The same arithmetic in Python here and in the database (``autour_de``)."""

import math
from typing import NamedTuple

RAYON_TERRE_KM = 6371.0088
"""Mean radius of the Earth (IUGG, R1), in kilometres."""
DEMI_DEGRE = math.pi / 360
"""Half a degree in radians: the haversine takes half angles."""
MARGE_KM = 0.1
"""Added to the bounding box, so that rounding to 0.1 km never loses a place on the edge."""


class Boite(NamedTuple):
    """A bounding box in degrees."""

    latitude_min: float
    latitude_max: float
    longitude_min: float
    longitude_max: float


def arrondir_km(distance: float) -> float:
    """Round to 0.1 km, halves up, with the operations that both databases have.

    >>> arrondir_km(12.25)
    12.3
    """
    return math.floor(distance * 10 + 0.5) / 10


def distance_km(latitude: float, longitude: float, autre_latitude: float, autre_longitude: float) -> float:
    """Great-circle distance in kilometres, rounded to 0.1 km (haversine on a sphere of ``RAYON_TERRE_KM``).

    >>> distance_km(47.2184, -1.5536, 47.4784, -0.5632)
    79.9
    """
    sin_lat = math.sin((autre_latitude - latitude) * DEMI_DEGRE)
    sin_lon = math.sin((autre_longitude - longitude) * DEMI_DEGRE)
    cos = math.cos(math.radians(latitude)) * math.cos(math.radians(autre_latitude))
    corde = math.sqrt(min(1.0, sin_lat * sin_lat + cos * (sin_lon * sin_lon)))
    return arrondir_km(2 * RAYON_TERRE_KM * math.asin(corde))


def boite_autour(latitude: float, longitude: float, rayon_km: float) -> Boite:
    """Box that holds every point within ``rayon_km``; all longitudes near a pole or across the antimeridian."""
    angle = (rayon_km + MARGE_KM) / RAYON_TERRE_KM
    delta = math.degrees(angle)
    lat_min, lat_max = latitude - delta, latitude + delta
    if lat_min <= -90 or lat_max >= 90:
        return Boite(max(lat_min, -90.0), min(lat_max, 90.0), -180.0, 180.0)
    largeur = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(latitude))))
    lon_min, lon_max = longitude - largeur, longitude + largeur
    if lon_min < -180 or lon_max > 180:
        lon_min, lon_max = -180.0, 180.0
    return Boite(lat_min, lat_max, lon_min, lon_max)
