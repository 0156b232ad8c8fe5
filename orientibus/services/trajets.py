"""Kilometres and minutes between two places, from their coordinates: an estimate, without a road map."""

from commun.distances import distance_km
from orientibus.services.valeurs import Valeurs
from territoires.models.distance import Lieu


def km_de_route(depart: Lieu, arrivee: Lieu, valeurs: Valeurs) -> float:
    """The crow's flight, lengthened by the usual detour."""
    vol = distance_km(depart.latitude, depart.longitude, arrivee.latitude, arrivee.longitude)
    return vol * float(valeurs["detour"])


def minutes(km: float, valeurs: Valeurs) -> int:
    """Each stretch at its own speed: the first kilometres are the slowest."""
    total, debut = 0.0, 0.0
    for tranche in valeurs["vitesses"]:
        if km <= debut:
            break
        total += (min(km, tranche["jusqu_a_km"]) - debut) * 60 / tranche["km_h"]
        debut = float(tranche["jusqu_a_km"])
    return int(total + 0.5)
