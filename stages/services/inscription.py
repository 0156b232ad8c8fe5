"""A company signs up: one organisation per SIRET; whoever comes second asks the first to be let in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from comptes.models import Adhesion, Organisation, Utilisateur
from stages.models import Entreprise
from stages.services.courriels_entreprises import prevenir_les_responsables, prevenir_une_personne
from stages.services.siret import adresse_jetable
from territoires.models import Commune

Etat, Fonction = Adhesion.Etat, Adhesion.Fonction
LONGUEUR_SLUG = 150
ENTREPRISES_MAX = 10


class InscriptionImpossible(Exception):
    """The sign-up cannot be taken; ``champ`` is the field at fault, when there is one."""

    def __init__(self, message: str, champ: str = "") -> None:
        self.champ = champ
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class FicheEntreprise:
    """What a company says of itself."""

    nom: str
    code_naf: str = ""
    activite: str = ""
    adresse: str = ""
    code_postal: str = ""
    commune: Commune | None = None
    effectif: str = Entreprise.Effectif.INCONNU
    presentation: str = ""
    site: str = ""
    telephone: str = ""


@transaction.atomic
def inscrire_entreprise(
    *,
    siret: str,
    fiche: FicheEntreprise,
    par: Utilisateur,
    maintenant: datetime,
    registre_lu: bool = False,
) -> Adhesion:
    """Create the company of this SIRET, to be verified by the team, or ask to join it when it is here already.

    Two sign-ups at the same time: the unique SIRET lets one create, and the other becomes a request.
    """
    verifier_adresse(par)
    organisation = Organisation.objects.select_for_update().filter(siret=siret).first()
    if organisation is None:
        try:
            with transaction.atomic():
                organisation = Organisation.objects.create(
                    type=Organisation.Type.ENTREPRISE, nom=fiche.nom, siret=siret, commune=fiche.commune
                )
        except IntegrityError:
            organisation = Organisation.objects.select_for_update().get(siret=siret)
    if organisation.type != Organisation.Type.ENTREPRISE:
        raise InscriptionImpossible("Ce SIRET est celui d'une école ou d'un service, pas d'une entreprise.", "siret")
    if not Entreprise.objects.filter(organisation=organisation).exists():
        _creer(organisation, fiche, registre_lu, maintenant)
    return rejoindre(organisation=organisation, par=par, maintenant=maintenant)


def verifier_adresse(par: Utilisateur) -> None:
    """A confirmed address, and one that lasts."""
    if not EmailAddress.objects.filter(user=par, verified=True).exists():
        raise InscriptionImpossible("Confirmez d'abord votre adresse électronique.")
    if adresse_jetable(par.email):
        raise InscriptionImpossible(
            "Votre adresse électronique est une adresse jetable. "
            "Utilisez celle de l'entreprise : les candidatures y arrivent."
        )


@transaction.atomic
def rejoindre(*, organisation: Organisation, par: Utilisateur, maintenant: datetime) -> Adhesion:
    """The first person of a new company is responsible for it; the next ones wait to be let in. Twice is once."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    adhesion = organisation.adhesions.filter(utilisateur=par).first()
    if adhesion is not None and adhesion.etat != Etat.REFUSEE:
        return adhesion
    if adhesion is not None:
        raise InscriptionImpossible("Votre demande pour cette entreprise a été refusée : voyez avec ses responsables.")
    if par.adhesions.count() >= ENTREPRISES_MAX:
        raise InscriptionImpossible(f"Un compte agit pour {ENTREPRISES_MAX} entreprises au plus.")
    premiere = not organisation.verifiee and not organisation.adhesions.exists()
    adhesion = Adhesion.objects.create(
        utilisateur=par,
        organisation=organisation,
        fonction=Fonction.RESPONSABLE if premiere else Fonction.MEMBRE,
        etat=Etat.ACCEPTEE if premiere else Etat.DEMANDEE,
    )
    if premiere:
        prendre_le_role(par)
        prevenir_une_personne("entreprise_inscrite", adhesion)
    else:
        prevenir_les_responsables("adhesion_demandee", adhesion)
    Entreprise.objects.filter(organisation=organisation).update(derniere_activite=maintenant, prevenue_le=None)
    return adhesion


def prendre_le_role(personne: Utilisateur) -> None:
    """A citizen who acts for a company becomes a company's account; agents and schools keep their role."""
    Utilisateur.objects.filter(pk=personne.pk, role=Utilisateur.Role.CITOYEN).update(role=Utilisateur.Role.ENTREPRISE)


def _creer(organisation: Organisation, fiche: FicheEntreprise, registre_lu: bool, maintenant: datetime) -> Entreprise:
    return Entreprise.objects.create(
        organisation=organisation,
        slug=slug_libre(fiche.nom, organisation.pk),
        registre_lu_le=maintenant if registre_lu else None,
        derniere_activite=maintenant,
        **{nom: getattr(fiche, nom) for nom in FicheEntreprise.__slots__ if nom not in ("nom", "commune")},
    )


def slug_libre(nom: str, pk: int) -> str:
    """A readable address; the number of the organisation tells namesakes apart."""
    slug = slugify(nom)[:LONGUEUR_SLUG].strip("-") or "entreprise"
    return f"{slug}-{pk}" if Entreprise.objects.filter(slug=slug).exists() else slug
