"""The communes as dots of the map."""

from django.core.cache import cache

from commun.dessins.carte import PointCarte
from territoires.models import Commune

DUREE_MEMOIRE = 300


def points_de_la_carte() -> list[PointCarte]:
    """Kept a few minutes, since they change with an import only."""
    connus: list[PointCarte] | None = cache.get("territoires:points")
    if connus is None:
        connus = Commune.objects.actives().points()
        cache.set("territoires:points", connus, DUREE_MEMOIRE)
    return connus
