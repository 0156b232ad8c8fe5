"""Who acts for a company: those responsible let people in, refuse them, change what they do; one always stays."""

from django.db import transaction

from comptes.models import Adhesion, Organisation, Utilisateur
from stages.models import Entreprise
from stages.services.courriels_entreprises import prevenir_une_personne
from stages.services.inscription import prendre_le_role

Etat, Fonction = Adhesion.Etat, Adhesion.Fonction


class EquipeRefusee(Exception):
    """This cannot be done to the team; the message says why in French."""


def est_responsable(entreprise: Entreprise, personne: Utilisateur) -> bool:
    """Lets people in and speaks in the company's name."""
    return entreprise.organisation.adhesions.filter(
        utilisateur=personne, etat=Etat.ACCEPTEE, fonction=Fonction.RESPONSABLE
    ).exists()


@transaction.atomic
def accepter_un_membre(*, entreprise: Entreprise, adhesion: Adhesion, par: Utilisateur) -> Adhesion:
    """Let in a person who asked, or one refused before; twice changes nothing."""
    adhesion = _verrouiller(entreprise, adhesion, par)
    if adhesion.etat != Etat.ACCEPTEE:
        adhesion.etat = Etat.ACCEPTEE
        adhesion.save(update_fields=["etat"])
        prendre_le_role(adhesion.utilisateur)
        prevenir_une_personne("adhesion_acceptee", adhesion)
    return adhesion


@transaction.atomic
def refuser_un_membre(*, entreprise: Entreprise, adhesion: Adhesion, par: Utilisateur) -> Adhesion:
    """Say no to a person who asked."""
    adhesion = _verrouiller(entreprise, adhesion, par)
    if adhesion.etat == Etat.ACCEPTEE:
        raise EquipeRefusee("Cette personne fait déjà partie de l'équipe.")
    if adhesion.etat == Etat.DEMANDEE:
        adhesion.etat = Etat.REFUSEE
        adhesion.save(update_fields=["etat"])
        prevenir_une_personne("adhesion_refusee", adhesion)
    return adhesion


@transaction.atomic
def changer_la_fonction(*, entreprise: Entreprise, adhesion: Adhesion, fonction: str, par: Utilisateur) -> Adhesion:
    """Make a member responsible, or the other way round; a company keeps at least one responsible."""
    if fonction not in Fonction.values:
        raise EquipeRefusee("Cette fonction n'existe pas.")
    adhesion = _verrouiller(entreprise, adhesion, par)
    if adhesion.etat != Etat.ACCEPTEE:
        raise EquipeRefusee("Acceptez d'abord cette personne dans l'équipe.")
    if fonction == Fonction.MEMBRE:
        _garder_un_responsable(adhesion)
    adhesion.fonction = fonction
    adhesion.save(update_fields=["fonction"])
    return adhesion


@transaction.atomic
def retirer_un_membre(*, entreprise: Entreprise, adhesion: Adhesion, par: Utilisateur) -> None:
    """Take a person out of the team, or leave it oneself."""
    adhesion = _verrouiller(entreprise, adhesion, par, soi_meme=True)
    _garder_un_responsable(adhesion)
    personne = adhesion.utilisateur
    adhesion.delete()
    if not Entreprise.objects.de(personne).exists():
        Utilisateur.objects.filter(pk=personne.pk, role=Utilisateur.Role.ENTREPRISE).update(
            role=Utilisateur.Role.CITOYEN
        )


def _verrouiller(entreprise: Entreprise, adhesion: Adhesion, par: Utilisateur, *, soi_meme: bool = False) -> Adhesion:
    """One change of a team at a time, by someone responsible (or by the person alone, to leave)."""
    Organisation.objects.select_for_update().get(pk=entreprise.organisation_id)
    if not (est_responsable(entreprise, par) or (soi_meme and adhesion.utilisateur_id == par.pk)):
        raise EquipeRefusee("Seules les personnes responsables de l'entreprise peuvent changer l'équipe.")
    trouvee = (
        Adhesion.objects.select_for_update(of=("self",))
        .select_related("utilisateur", "organisation")
        .filter(pk=adhesion.pk, organisation=entreprise.organisation_id)
        .first()
    )
    if trouvee is None:
        raise EquipeRefusee("Cette personne ne fait plus partie de l'équipe.")
    return trouvee


def _garder_un_responsable(adhesion: Adhesion) -> None:
    if adhesion.fonction != Fonction.RESPONSABLE or adhesion.etat != Etat.ACCEPTEE:
        return
    autres = Adhesion.objects.filter(
        organisation=adhesion.organisation_id, fonction=Fonction.RESPONSABLE, etat=Etat.ACCEPTEE
    ).exclude(pk=adhesion.pk)
    if not autres.exists():
        raise EquipeRefusee("Une entreprise garde au moins une personne responsable : nommez-en une autre d'abord.")


@transaction.atomic
def accepter_par_la_region(*, adhesion: Adhesion) -> Adhesion:
    """The team of the Région lets in the first person of a company that nobody answers for any more."""
    Organisation.objects.select_for_update().get(pk=adhesion.organisation_id)
    adhesion = Adhesion.objects.select_related("utilisateur", "organisation").get(pk=adhesion.pk)
    responsables = Adhesion.objects.filter(
        organisation=adhesion.organisation_id, fonction=Fonction.RESPONSABLE, etat=Etat.ACCEPTEE
    )
    if responsables.exists():
        raise EquipeRefusee("Cette entreprise a des responsables : c'est à eux d'accepter.")
    adhesion.etat, adhesion.fonction = Etat.ACCEPTEE, Fonction.RESPONSABLE
    adhesion.save(update_fields=["etat", "fonction"])
    prendre_le_role(adhesion.utilisateur)
    prevenir_une_personne("adhesion_acceptee", adhesion)
    return adhesion
