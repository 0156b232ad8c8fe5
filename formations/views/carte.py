"""The dot map under the establishments of a page."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache

from commun.dessins.carte import PointCarte
from formations.models import Etablissement
from territoires.models import Commune

DUREE_MEMOIRE = 300


def points() -> list[PointCarte]:
    """Communes as dots; kept a few minutes, since they change with an import only."""
    connus: list[PointCarte] | None = cache.get("formations:points")
    if connus is None:
        connus = Commune.objects.actives().points()
        cache.set("formations:points", connus, DUREE_MEMOIRE)
    return connus


def arrets_de(etablissements: Iterable[Etablissement]) -> list[dict[str, Any]]:
    """One marker for each establishment that has a place of its own, or its commune's (``commune`` joined)."""
    arrets = {}
    for etablissement in etablissements:
        lieu: Any = etablissement if etablissement.latitude is not None else etablissement.commune
        if lieu is not None and lieu.latitude is not None and lieu.longitude is not None:
            arrets[etablissement.pk] = {
                "libelle": etablissement.nom,
                "adresse": etablissement.get_absolute_url(),
                "latitude": lieu.latitude,
                "longitude": lieu.longitude,
            }
    return list(arrets.values())
