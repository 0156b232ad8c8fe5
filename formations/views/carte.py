"""The dot map under the establishments of a page."""

from collections.abc import Iterable
from typing import Any

from formations.models import Etablissement


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
