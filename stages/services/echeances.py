"""The end of an offer's life: reminders, then expiry. A run that was missed is caught up by the next one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from stages.choices import EtatOffre
from stages.models import OffreStage
from stages.services.avis import prevenir
from stages.services.regles import regles_au

LOT = 2_000


def rappeler_les_fins(*, maintenant: datetime) -> int:
    """Owe the reminders that are due. Returns how many offers were reminded.

    After a missed run only the nearest reminder is sent: those before it are marked as done.
    """
    seuils = sorted(int(jours) for jours in regles_au(timezone.localdate(maintenant))["offre_rappels"])
    if not seuils:
        return 0
    bientot = OffreStage.objects.filter(
        etat=EtatOffre.PUBLIEE, expire_le__gt=maintenant, expire_le__lte=maintenant + timedelta(days=seuils[-1])
    )
    nombre = 0
    for pk, fin, faits in bientot.order_by("expire_le", "pk").values_list("pk", "expire_le", "rappels")[:LOT]:
        if fin is not None and _seuil_du(seuils, fin, faits, maintenant) is not None:
            nombre += _rappeler(pk, seuils, maintenant)
    return nombre


def _seuil_du(seuils: list[int], fin: datetime, faits: list[int], maintenant: datetime) -> int | None:
    atteints = [seuil for seuil in seuils if fin <= maintenant + timedelta(days=seuil)]
    return atteints[0] if atteints and atteints[0] not in faits else None


@transaction.atomic
def _rappeler(pk: int, seuils: list[int], maintenant: datetime) -> int:
    offre = (
        OffreStage.objects.select_for_update(of=("self",)).select_related("entreprise__organisation")
        .filter(pk=pk, etat=EtatOffre.PUBLIEE).first()
    )  # fmt: skip
    if offre is None or offre.expire_le is None:
        return 0
    seuil = _seuil_du(seuils, offre.expire_le, offre.rappels, maintenant)
    if seuil is None:
        return 0
    fin = timezone.localtime(offre.expire_le)
    prevenir(
        offre=offre, cle=f"offre-fin:{pk}:{fin:%Y%m%d%H%M}:{seuil}", nature="offre-fin", gabarit="stages/offre_fin.txt",
        fin=fin, jours=max((fin.date() - timezone.localdate(maintenant)).days, 0),
    )  # fmt: skip
    offre.rappels = sorted({*offre.rappels, *(s for s in seuils if s >= seuil)})
    OffreStage.objects.filter(pk=pk).update(rappels=offre.rappels)  # not a change of the offer: no history
    return 1
