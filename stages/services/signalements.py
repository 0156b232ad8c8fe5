"""Reports of offers by readers: one per reader and offer a day, so many an hour from one address."""

from datetime import datetime

from django.db import transaction

from commun.signalements import SUITE_MAX, empreinte_du_lecteur
from comptes.models import Utilisateur
from stages.models import OffreStage, Signalement


def signaler(
    *,
    offre: OffreStage,
    motif: str,
    precision: str,
    utilisateur: Utilisateur | None,
    adresse: str,
    maintenant: datetime,
) -> Signalement:
    """Write a report; once per reader, offer and day. The address itself is not kept."""
    empreinte = empreinte_du_lecteur(quoi="offre", utilisateur=utilisateur, adresse=adresse, maintenant=maintenant)
    with transaction.atomic():
        signalement, _ = Signalement.objects.get_or_create(
            offre=offre,
            empreinte=empreinte,
            defaults={"motif": motif, "precision": precision.strip(), "utilisateur": utilisateur},
        )
    return signalement


@transaction.atomic
def classer(*, offre: OffreStage, par: Utilisateur, suite: str, maintenant: datetime) -> int:
    """Staff has read the reports of an offer and says what came of them. Returns how many were closed."""
    ouverts = Signalement.objects.filter(offre=offre, traite_le__isnull=True)
    return ouverts.update(traite_le=maintenant, traite_par=par, suite=suite.strip()[:SUITE_MAX])
