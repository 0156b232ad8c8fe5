"""A company keeps its own sheet."""

from datetime import datetime

from django.db import transaction

from comptes.models import Organisation, Utilisateur
from stages.models import Entreprise
from stages.services.equipe import EquipeRefusee, est_responsable
from stages.services.inscription import FicheEntreprise


@transaction.atomic
def modifier_la_fiche(
    *, entreprise: Entreprise, fiche: FicheEntreprise, par: Utilisateur, maintenant: datetime
) -> Entreprise:
    """Write the sheet. A refused company that corrects it is read again; a new name is checked again too."""
    if not est_responsable(entreprise, par):
        raise EquipeRefusee("Seules les personnes responsables de l'entreprise peuvent changer la fiche.")
    organisation = Organisation.objects.select_for_update().get(pk=entreprise.organisation_id)
    entreprise = Entreprise.objects.select_for_update().get(pk=entreprise.pk)
    autre_nom = organisation.nom != fiche.nom
    organisation.nom, organisation.commune = fiche.nom, fiche.commune
    if autre_nom and organisation.verifiee:
        organisation.verifiee = False
        entreprise.verifiee_le = entreprise.verifiee_par = None
    if autre_nom:
        entreprise.registre_lu_le = None
    organisation.save(update_fields=["nom", "commune", "verifiee"])
    for nom in FicheEntreprise.__slots__:
        if nom not in ("nom", "commune"):
            setattr(entreprise, nom, getattr(fiche, nom))
    entreprise.refusee_le, entreprise.motif_refus = None, ""
    entreprise.derniere_activite = maintenant
    entreprise.organisation = organisation
    entreprise.save()
    return entreprise
