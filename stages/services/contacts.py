"""A company searches the published profiles and asks a candidate, once, to get in touch."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from comptes.models import Utilisateur
from comptes.services.envois import ecrire_courriel
from metiers.models import Metier
from stages.models import DemandeDeContact, Entreprise, ProfilCandidat
from stages.models.profil import ProfilCandidatQuerySet
from stages.services.courriels_entreprises import adresse, prevenir_une_entreprise_du_contact
from territoires.models import Commune
from territoires.models.distance import autour

Etat = DemandeDeContact.Etat
PAR_JOUR = 20
"""Requests that a company may send in a day: a search is not a mailing list."""


class ContactRefuse(Exception):
    """The request cannot be sent or answered; the message says why in French."""


@dataclass(frozen=True, slots=True)
class CriteresProfils:
    """What a company searches."""

    metier: Metier | None = None
    niveau: str = ""
    commune: Commune | None = None
    rayon_km: int = 30
    disponible_avant: date | None = None


def profils_cherches(criteres: CriteresProfils, entreprise: Entreprise) -> ProfilCandidatQuerySet:
    """Published profiles that answer, the newest first. Only companies that the team verified see any.

    A minor answers by département only: distances from well-chosen towns would tell where they live.
    """
    if not entreprise.organisation.verifiee:
        return ProfilCandidat.objects.none()
    profils = ProfilCandidat.objects.publies()
    if criteres.metier:
        profils = profils.filter(metiers=criteres.metier)
    if criteres.niveau:
        profils = profils.filter(niveau=criteres.niveau)
    if criteres.disponible_avant:
        profils = profils.filter(Q(disponible_le__isnull=True) | Q(disponible_le__lte=criteres.disponible_avant))
    if criteres.commune:
        proches = autour(Commune.objects.all(), criteres.commune, criteres.rayon_km).order_by().values("pk")
        profils = profils.filter(
            Q(mineur=True, commune__departement=criteres.commune.departement_id) | Q(mineur=False, commune__in=proches)
        )
    deja = DemandeDeContact.objects.filter(profil=OuterRef("pk"), entreprise=entreprise)
    return (
        profils.annotate(deja_contacte=Exists(deja))
        .select_related("utilisateur", "commune__departement")
        .prefetch_related("metiers")
        .order_by("-updated_at", "-pk")
    )


@transaction.atomic
def demander_un_contact(
    *, profil: ProfilCandidat, entreprise: Entreprise, par: Utilisateur, message: str, maintenant: datetime
) -> DemandeDeContact:
    """Write to a candidate once, through the portal: the company learns nothing until the candidate accepts."""
    Entreprise.objects.select_for_update().get(pk=entreprise.pk)
    profil = ProfilCandidat.objects.select_for_update(of=("self",)).select_related("utilisateur").get(pk=profil.pk)
    if not entreprise.organisation.verifiee:
        raise ContactRefuse("La Région n'a pas encore vérifié votre entreprise.")
    if not profil.publie:
        raise ContactRefuse("Ce profil n'est plus publié.")
    if profil.utilisateur_id == par.pk:
        raise ContactRefuse("C'est votre propre profil.")
    if not message.strip():
        raise ContactRefuse("Écrivez un message : dites ce que vous proposez.")
    du_jour = DemandeDeContact.objects.filter(entreprise=entreprise, created_at__gt=maintenant - timedelta(days=1))
    if du_jour.count() >= PAR_JOUR:
        raise ContactRefuse(f"Votre entreprise a déjà envoyé {PAR_JOUR} demandes en un jour : revenez demain.")
    try:
        with transaction.atomic():
            demande = DemandeDeContact.objects.create(
                profil=profil, entreprise=entreprise, par=par, message=message.strip()
            )
    except IntegrityError as erreur:
        raise ContactRefuse("Votre entreprise a déjà écrit à cette personne.") from erreur
    ecrire_courriel(
        cle=f"contact_demande:{demande.pk}",
        nature="contact_demande",
        destinataire=profil.utilisateur.email,
        gabarit="stages/contact_demande.txt",
        contexte={
            "entreprise": entreprise.organisation.nom,
            "mineur": profil.mineur,
            "adresse": adresse("stages:profil"),
            "adresse_entreprise": adresse("stages:entreprise", entreprise.slug),
        },
    )
    return demande


@transaction.atomic
def repondre_a_un_contact(*, demande: DemandeDeContact, accepter: bool, maintenant: datetime) -> DemandeDeContact:
    """The candidate answers: accepting gives the company the name and the address of the account; once only."""
    demande = (
        DemandeDeContact.objects.select_for_update(of=("self",))
        .select_related("entreprise__organisation", "profil__utilisateur")
        .get(pk=demande.pk)
    )
    if demande.etat != Etat.ENVOYEE:
        raise ContactRefuse("Vous avez déjà répondu à cette demande.")
    demande.etat = Etat.ACCEPTEE if accepter else Etat.REFUSEE
    demande.repondue_le = maintenant
    demande.save(update_fields=["etat", "repondue_le"])
    if accepter:
        prevenir_une_entreprise_du_contact(demande.entreprise.organisation, demande.pk, demande.profil_id)
    return demande
