"""The team checks a company before its offers are published without a reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from comptes.models import Adhesion, Organisation, Utilisateur
from stages.choices import EtatOffre
from stages.models import Entreprise
from stages.services import offres
from stages.services.courriels_entreprises import prevenir_l_entreprise
from stages.services.siret import SiretRefuse, lire_siret

MOTIFS_REFUS = (
    "Le SIRET ne correspond pas à l'entreprise décrite.",
    "L'entreprise est fermée d'après le registre public.",
    "Nous n'avons pas pu établir que vous agissez pour cette entreprise.",
    "L'activité de l'entreprise ne permet pas d'accueillir des jeunes.",
)
DOMAINES_COMMUNS = {
    "gmail.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "yahoo.fr", "yahoo.com", "orange.fr",
    "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "live.fr", "icloud.com", "bbox.fr", "neuf.fr",
}  # fmt: skip


class VerificationRefusee(Exception):
    """The company cannot be moved on; the message says why in French."""


@dataclass(frozen=True, slots=True)
class Avertissement:
    """Something that the person who verifies should look at."""

    titre: str
    detail: str


def avertissements(entreprise: Entreprise, adhesions: Sequence[Adhesion]) -> list[Avertissement]:
    """What does not go without saying; empty when nothing stands out. No query."""
    releves = []
    try:
        lire_siret(entreprise.organisation.siret)
    except SiretRefuse as erreur:
        releves.append(Avertissement("SIRET à vérifier", str(erreur)))
    if entreprise.registre_lu_le is None:
        releves.append(Avertissement("Registre public non lu", "Le nom a été tapé ou changé à la main."))
    if not entreprise.code_naf:
        releves.append(Avertissement("Code NAF absent", "L'activité déclarée est à relire."))
    if entreprise.organisation.commune_id is None:
        releves.append(Avertissement("Commune absente", "L'établissement est peut-être hors de la région."))
    releves += _domaines(entreprise, adhesions)
    if not any(a.etat == Adhesion.Etat.ACCEPTEE for a in adhesions):
        releves.append(Avertissement("Personne ne répond de l'entreprise", "Une demande attend d'être acceptée ici."))
    return releves


def _domaines(entreprise: Entreprise, adhesions: Sequence[Adhesion]) -> list[Avertissement]:
    site = entreprise.site.partition("//")[2].partition("/")[0].removeprefix("www.").lower()
    domaines = {a.utilisateur.email.rpartition("@")[2].lower() for a in adhesions}
    releves = []
    if communs := sorted(domaines & DOMAINES_COMMUNS):
        releves.append(Avertissement("Adresse personnelle", f"Compte ouvert avec une adresse {', '.join(communs)}."))
    autres = sorted(d for d in domaines - DOMAINES_COMMUNS if site and d != site and not site.endswith(f".{d}"))
    if autres:
        releves.append(Avertissement("Domaine différent du site", f"{', '.join(autres)} n'est pas {site}."))
    return releves


@transaction.atomic
def verifier_entreprise(*, entreprise: Entreprise, par: Utilisateur, maintenant: datetime) -> Entreprise:
    """Verified: its page opens and its next offers are published at once. Offers already in the queue stay there:
    they were sent by a company that nobody knew, and each is read once."""
    entreprise, organisation = _verrouiller(entreprise)
    if organisation.verifiee:
        raise VerificationRefusee("Cette entreprise est déjà vérifiée.")
    organisation.verifiee = True
    organisation.save(update_fields=["verifiee"])
    entreprise.verifiee_le, entreprise.verifiee_par = maintenant, par
    entreprise.refusee_le, entreprise.motif_refus = None, ""
    entreprise.save(update_fields=["verifiee_le", "verifiee_par", "refusee_le", "motif_refus"])
    prevenir_l_entreprise("entreprise_verifiee", organisation, maintenant.isoformat())
    return entreprise


@transaction.atomic
def refuser_entreprise(*, entreprise: Entreprise, par: Utilisateur, motif: str, maintenant: datetime) -> Entreprise:
    """Refused, with the reason that the company reads; its offers vanish. It may correct its sheet and ask again."""
    motif = motif.strip()[:300]
    if not motif:
        raise VerificationRefusee("Un refus a un motif : l'entreprise le lira.")
    entreprise, organisation = _verrouiller(entreprise)
    if entreprise.refusee_le is not None:
        raise VerificationRefusee("Cette entreprise est déjà refusée.")
    organisation.verifiee = False
    organisation.save(update_fields=["verifiee"])
    entreprise.refusee_le, entreprise.motif_refus = maintenant, motif
    entreprise.verifiee_le, entreprise.verifiee_par = None, par
    entreprise.save(update_fields=["refusee_le", "motif_refus", "verifiee_le", "verifiee_par"])
    vivantes = (EtatOffre.A_MODERER, EtatOffre.PUBLIEE, EtatOffre.COMPLETE)
    for offre in entreprise.offres.filter(etat__in=vivantes).order_by("pk"):
        offres.refuser(offre=offre, par=par, motif="L'entreprise n'est pas vérifiée.", maintenant=maintenant)
    prevenir_l_entreprise("entreprise_refusee", organisation, maintenant.isoformat(), motif=motif)
    return entreprise


def _verrouiller(entreprise: Entreprise) -> tuple[Entreprise, Organisation]:
    organisation = Organisation.objects.select_for_update().get(pk=entreprise.organisation_id)
    verrouillee = Entreprise.objects.select_for_update().get(pk=entreprise.pk)
    verrouillee.organisation = organisation
    if verrouillee.anonymisee_le is not None:
        raise VerificationRefusee("Cette entreprise a été rendue anonyme.")
    return verrouillee, organisation
