"""Deadlines of applications: a reminder before the end, then the end. What a failed run missed, the next one does."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from stages.choices import EtatCandidature
from stages.models import Candidature
from stages.services.avis_candidatures import rappeler
from stages.services.candidatures import expirer_candidatures
from stages.services.regles import regles_au

Etat = EtatCandidature
LOT = 500


def traiter_les_echeances(*, maintenant: datetime) -> tuple[int, int]:
    """Close what is over, remind of what is nearly. Returns how many were closed and reminded."""
    closes = 0
    while fermees := expirer_candidatures(maintenant=maintenant):
        closes += fermees
    return closes, sum(1 for pk in list(_a_rappeler(maintenant)) if _rappeler(pk))


def _a_rappeler(maintenant: datetime) -> Iterator[int]:
    """Applications in their last days whose reminder for this step was not written, lot by lot."""
    jours = timedelta(days=int(regles_au(timezone.localdate(maintenant))["candidature_rappel"]))
    bientot = (
        Q(etat=Etat.ENVOYEE, expire_le__gt=maintenant, expire_le__lte=maintenant + jours)
        | Q(etat=Etat.ACCEPTEE, a_confirmer_avant__gt=maintenant, a_confirmer_avant__lte=maintenant + jours)
        | Q(etat=Etat.A_AUTORISER, expire_le__gt=maintenant, created_at__lte=maintenant - jours)
    )
    dernier = 0
    while lot := list(
        Candidature.objects.filter(bientot, pk__gt=dernier).order_by("pk").values_list("pk", "etat", "rappels")[:LOT]
    ):
        dernier = lot[-1][0]
        yield from (pk for pk, etat, rappels in lot if etat not in rappels)


@transaction.atomic
def _rappeler(pk: int) -> bool:
    """Once for each step, whoever runs at the same time."""
    candidature = Candidature.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if candidature is None or candidature.etat in candidature.rappels:
        return False
    rappeler(candidature)
    candidature.rappels = [*candidature.rappels, candidature.etat]
    candidature.save(update_fields=["rappels"])
    return True
