"""What may change at any minute and is shown at once: places left, and the open days to come. Read at each request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from formations.models import JourneePortesOuvertes, Offre

PORTES_BIENTOT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Instant:
    """Places left by offer id, where some are; establishments that open their doors soon."""

    places: Mapping[int, int] = field(default_factory=dict)
    portes_ouvertes: frozenset[int] = frozenset()


def lire_instant(maintenant: datetime) -> Instant:
    """Two queries, whatever the number of offers."""
    places = Offre.objects.filter(active=True).avec_places_restantes().order_by().values_list("pk", "places_restantes")
    journees = JourneePortesOuvertes.objects.filter(fin__gte=maintenant, debut__lte=maintenant + PORTES_BIENTOT)
    etablissements = journees.order_by().values_list("etablissement_id", flat=True)
    return Instant({pk: nombre or 0 for pk, nombre in places}, frozenset(etablissements))
