"""Profiles of candidates to apprenticeship: what is published, to whom, and how it is hidden again.

A minor is never shown by name nor by a town: a company sees a level, an occupation, a département and words from
which names and contacts are taken away. Under fifteen nothing is published: the guardian's consent would be needed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from commun.masquage import masquer
from comptes.models import Utilisateur
from metiers.models import Metier
from stages.models import ProfilCandidat
from stages.services.regles import Regles, regles_au
from stages.services.simulateur import AGE_MAX, age_au
from territoires.models import Commune

METIERS_MAX = 3
VUE_TOUTES_LES = timedelta(hours=12)
MASQUE = "[nom masqué]"


class PublicationRefusee(Exception):
    """The profile cannot be published; ``champ`` is the field at fault, when there is one."""

    def __init__(self, message: str, champ: str = "") -> None:
        self.champ = champ
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class SaisieProfil:
    """What a candidate writes."""

    prenom: str
    niveau: str
    date_naissance: date
    metiers: tuple[Metier, ...] = ()
    diplome: str = ""
    commune: Commune | None = None
    rayon_km: int = 30
    disponible_le: date | None = None
    presentation: str = ""


@dataclass(frozen=True, slots=True)
class ProfilVu:
    """What a company sees of a profile, and nothing else."""

    pk: int
    nom: str
    niveau: str
    diplome: str
    metiers: tuple[str, ...]
    lieu: str
    rayon_km: int | None
    disponible_le: date | None
    presentation: str
    demonstration: bool
    mineur: bool


def vu_par_une_entreprise(profil: ProfilCandidat) -> ProfilVu:
    """Join ``utilisateur``, ``commune__departement`` and prefetch ``metiers`` beforehand."""
    departement = profil.commune.departement.nom if profil.commune else ""
    textes = [_sans_identite(texte, profil) for texte in (profil.presentation, profil.diplome)]
    return ProfilVu(
        pk=profil.pk,
        nom="" if profil.mineur else profil.prenom,
        niveau=profil.get_niveau_display(),
        diplome=textes[1],
        metiers=tuple(metier.nom for metier in profil.metiers.all()),
        lieu=departement if profil.mineur or profil.commune is None else profil.commune.libelle,
        rayon_km=None if profil.mineur else profil.rayon_km,
        disponible_le=profil.disponible_le,
        presentation=textes[0],
        demonstration=profil.utilisateur.demonstration,
        mineur=profil.mineur,
    )


def _sans_identite(texte: str, profil: ProfilCandidat) -> str:
    """Contacts masked for everyone; for a minor, the names and the town that the portal knows as well."""
    masque, _ = masquer(texte)
    if not profil.mineur:
        return str(masque)
    personne = profil.utilisateur
    mots = {profil.prenom, personne.prenom, personne.nom, profil.commune.nom if profil.commune else ""}
    connus = sorted({mot.strip() for mot in mots if len(mot.strip()) > 1}, key=len, reverse=True)
    if not connus:
        return str(masque)
    motif = rf"(?<!\w)({'|'.join(re.escape(mot) for mot in connus)})(?!\w)"
    return re.sub(motif, MASQUE, str(masque), flags=re.IGNORECASE)


@transaction.atomic
def enregistrer_le_profil(*, utilisateur: Utilisateur, saisie: SaisieProfil, maintenant: datetime) -> ProfilCandidat:
    """Write the profile, published or not; a date of birth that forbids publication takes it away at once."""
    jour = timezone.localdate(maintenant)
    regles = regles_au(jour)
    age = age_au(jour, saisie.date_naissance)
    if not 10 <= age <= AGE_MAX:
        raise PublicationRefusee("Vérifiez votre date de naissance.", "date_naissance")
    if len(saisie.metiers) > METIERS_MAX:
        raise PublicationRefusee(f"{METIERS_MAX} métiers au plus.", "metier_1")
    champs = {nom: getattr(saisie, nom) for nom in SaisieProfil.__slots__ if nom != "metiers"}
    champs |= {"mineur": age < regles["majorite"], "vu_le": maintenant}
    profil, _ = ProfilCandidat.objects.select_for_update().update_or_create(utilisateur=utilisateur, defaults=champs)
    profil.metiers.set(saisie.metiers)
    if profil.publie and raison_de_ne_pas_publier(profil, regles):
        profil.publie = False
        profil.save(update_fields=["publie"])
    return profil


def raison_de_ne_pas_publier(profil: ProfilCandidat, regles: Regles) -> str:
    """Why this profile may not be shown to companies; empty when it may."""
    if profil.date_naissance is None:
        return "Indiquez votre date de naissance."
    seuil = regles["consentement_numerique"]
    if age_au(regles.jour, profil.date_naissance) < seuil:
        return (
            f"Avant {seuil} ans, un profil ne se publie pas : il faudrait l'accord de votre responsable légal "
            "avec le vôtre, et un contrat d'apprentissage ne commence guère plus tôt. "
            f"Votre profil est gardé ; vous le publierez à {seuil} ans."
        )
    if not profil.metiers.all():
        return "Choisissez au moins un métier."
    if profil.commune_id is None:
        return "Indiquez votre commune : les entreprises cherchent autour d'elles."
    return ""


@transaction.atomic
def publier_le_profil(*, profil: ProfilCandidat, maintenant: datetime) -> ProfilCandidat:
    """Show the profile to verified companies."""
    jour = timezone.localdate(maintenant)
    profil = ProfilCandidat.objects.select_for_update().get(pk=profil.pk)
    regles = regles_au(jour)
    if raison := raison_de_ne_pas_publier(profil, regles):
        raise PublicationRefusee(raison)
    profil.publie, profil.vu_le = True, maintenant
    profil.mineur = profil.date_naissance is None or age_au(jour, profil.date_naissance) < regles["majorite"]
    profil.save(update_fields=["publie", "vu_le", "mineur", "updated_at"])
    return profil


@transaction.atomic
def retirer_le_profil(*, profil: ProfilCandidat) -> ProfilCandidat:
    """Hide it from companies at once; those to whom the person answered keep what they were given."""
    profil = ProfilCandidat.objects.select_for_update().get(pk=profil.pk)
    profil.publie = False
    profil.save(update_fields=["publie", "updated_at"])
    return profil


def noter_la_visite(profil: ProfilCandidat, maintenant: datetime) -> None:
    """The person was here: the year without a visit starts again. At most two writes a day."""
    if profil.vu_le is None or maintenant - profil.vu_le > VUE_TOUTES_LES:
        ProfilCandidat.objects.filter(pk=profil.pk).update(vu_le=maintenant)


@transaction.atomic
def effacer_le_profil(*, profil: ProfilCandidat) -> None:
    """Delete it with the requests received."""
    profil.delete()
