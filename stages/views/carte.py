"""The dots under the communes of a page."""

from django.core.cache import cache

from commun.dessins.carte import PointCarte
from territoires.models import Commune

DUREE_MEMOIRE = 300


def points() -> list[PointCarte]:
    """Communes as dots; kept a few minutes, since they change with an import only."""
    connus: list[PointCarte] | None = cache.get("stages:points")
    if connus is None:
        connus = Commune.objects.actives().points()
        cache.set("stages:points", connus, DUREE_MEMOIRE)
    return connus
