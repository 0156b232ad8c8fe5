"""Several companies share one group offer: each joins by its own word."""

from datetime import datetime

from django.db import transaction

from comptes.services.envois import ecrire_courriel
from stages.models import Entreprise, EntrepriseAssociee, OffreStage
from stages.services.avis import adresse_des_offres, membres_de

ASSOCIEES_MAX = 20


class AssociationRefusee(Exception):
    """The company cannot be invited; the message says why in French."""


@transaction.atomic
def inviter(*, offre: OffreStage, siret: str) -> EntrepriseAssociee:
    """Invite a verified company by its SIRET; asked twice, it is invited once."""
    offre = OffreStage.objects.select_for_update().get(pk=offre.pk)
    chiffres = "".join(siret.split())
    if not (len(chiffres) == 14 and chiffres.isascii() and chiffres.isdigit()):
        raise AssociationRefusee("Un numéro SIRET a 14 chiffres.")
    entreprise = Entreprise.objects.verifiees().filter(organisation__siret=chiffres).first()
    if entreprise is None:
        raise AssociationRefusee("Aucune entreprise vérifiée du portail n'a ce numéro SIRET.")
    if entreprise.pk == offre.entreprise_id:
        raise AssociationRefusee("C'est le numéro de votre propre entreprise.")
    if offre.associees.count() >= ASSOCIEES_MAX:
        raise AssociationRefusee(f"Une offre se partage avec {ASSOCIEES_MAX} entreprises au plus.")
    associee, nouvelle = EntrepriseAssociee.objects.get_or_create(offre=offre, entreprise=entreprise)
    if nouvelle:
        for membre in membres_de(entreprise):
            ecrire_courriel(
                cle=f"offre-partagee:{associee.pk}:{membre.pk}", nature="offre-partagee", destinataire=membre.email,
                gabarit="stages/offre_partagee.txt", contexte={"offre": offre, "adresse": adresse_des_offres()},
            )  # fmt: skip
    return associee


@transaction.atomic
def repondre(*, associee: EntrepriseAssociee, accepte: bool, maintenant: datetime) -> None:
    """The invited company accepts, or refuses and leaves; both may be done again without effect."""
    ligne = EntrepriseAssociee.objects.select_for_update().filter(pk=associee.pk).first()
    if ligne is None:
        return
    if not accepte:
        ligne.delete()
    elif ligne.acceptee_le is None:
        ligne.acceptee_le = maintenant
        ligne.save(update_fields=["acceptee_le"])


@transaction.atomic
def retirer_association(*, offre: OffreStage, associee: int) -> None:
    """The company of the offer takes an invitation back."""
    EntrepriseAssociee.objects.filter(offre=offre, pk=associee).delete()
