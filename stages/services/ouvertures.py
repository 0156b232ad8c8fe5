"""Visits and open days that a company proposes."""

from datetime import datetime, timedelta

from django.db import transaction

from stages.models import Entreprise, Ouverture

JOURS_MAX = 730
A_VENIR_MAX = 50


class OuvertureRefusee(Exception):
    """It cannot be written; ``champ`` is the field at fault, when there is one."""

    def __init__(self, message: str, champ: str = "") -> None:
        self.champ = champ
        super().__init__(message)


@transaction.atomic
def proposer_une_ouverture(
    *,
    entreprise: Entreprise,
    type: str,
    debut: datetime,
    fin: datetime,
    capacite: int | None,
    description: str,
    publiee: bool,
    maintenant: datetime,
) -> Ouverture:
    """Write a visit or an open day, public at once or kept for later."""
    if type not in Ouverture.Type.values:
        raise OuvertureRefusee("Choisissez une visite ou des portes ouvertes.", "type")
    if fin <= debut:
        raise OuvertureRefusee("La fin doit suivre le début.", "heure_fin")
    if debut <= maintenant:
        raise OuvertureRefusee("Cette date est passée.", "jour")
    if debut > maintenant + timedelta(days=JOURS_MAX):
        raise OuvertureRefusee("Cette date est dans plus de deux ans : vérifiez l'année.", "jour")
    Entreprise.objects.select_for_update().get(pk=entreprise.pk)
    a_venir = Ouverture.objects.filter(entreprise=entreprise, fin__gt=maintenant, annulee_le__isnull=True)
    if a_venir.count() >= A_VENIR_MAX:
        raise OuvertureRefusee(f"Vous avez déjà {A_VENIR_MAX} dates à venir.")
    if a_venir.filter(type=type, debut=debut).exists():
        raise OuvertureRefusee("Cette date est déjà enregistrée.", "jour")
    return Ouverture.objects.create(
        entreprise=entreprise,
        type=type,
        debut=debut,
        fin=fin,
        capacite=capacite,
        description=description.strip(),
        publiee=publiee,
    )


@transaction.atomic
def publier_une_ouverture(*, ouverture: Ouverture, maintenant: datetime) -> Ouverture:
    """Show it on the company's page; twice changes nothing."""
    ouverture = Ouverture.objects.select_for_update().get(pk=ouverture.pk)
    if ouverture.annulee_le is not None or ouverture.fin <= maintenant:
        raise OuvertureRefusee("Cette date est passée ou annulée.")
    ouverture.publiee = True
    ouverture.save(update_fields=["publiee"])
    return ouverture


@transaction.atomic
def annuler_une_ouverture(*, ouverture: Ouverture, maintenant: datetime) -> Ouverture:
    """Take it away from the public page at once; twice changes nothing."""
    ouverture = Ouverture.objects.select_for_update().get(pk=ouverture.pk)
    if ouverture.annulee_le is None:
        ouverture.annulee_le = maintenant
        ouverture.save(update_fields=["annulee_le"])
    return ouverture
