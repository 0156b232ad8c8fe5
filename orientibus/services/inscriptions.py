"""Registrations to the stops that are open to all: an address and a number of people, nothing else.

A registration takes places once its address has confirmed it; a stop that is called off or moves tells who comes.
"""

from datetime import date, datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from commun.site import absolue
from comptes.services.envois import ecrire_courriel
from orientibus.choices import EtatEtape, EtatInscription
from orientibus.models import Etape, Inscription

CONSERVATION = timedelta(days=30)
"""Addresses are erased so long after the stop."""
DELAI_DE_CONFIRMATION = timedelta(days=3)
_signataire = Signer(salt="orientibus.inscription", sep="~")


class EtapeFermee(Exception):
    """Nobody may register: not open to all, not confirmed, or over."""


class PlusDePlaces(Exception):
    """Fewer places are left than people."""

    def __init__(self, reste: int) -> None:
        self.reste = reste
        super().__init__(f"{reste} places")


class JetonRefuse(Exception):
    """The token is not one of ours."""


def places_restantes(etape: Etape) -> int | None:
    """Places left for the public; ``None``: nobody counts them."""
    return None if etape.places is None else max(0, etape.places - etape.places_prises)


def est_ouverte(etape: Etape, maintenant: datetime) -> bool:
    """Anyone may still register: until the stop begins, on its last day."""
    debut = datetime.combine(etape.fin, etape.heure_debut, timezone.get_current_timezone())
    return etape.ouverte_a_tous and etape.etat == EtatEtape.CONFIRMEE and maintenant < debut


@transaction.atomic
def demander_inscription(*, etape_id: int, courriel: str, personnes: int, maintenant: datetime) -> Inscription:
    """Keep what is asked and write to the address. Asked twice before it is confirmed: what was asked last counts.

    An address already registered is written to as well, and its places do not change: the page says the same.
    """
    etape = Etape.objects.select_for_update(of=("self",)).select_related("demande__commune", "bus").get(pk=etape_id)
    _verifier(etape, personnes, maintenant)
    connue = Inscription.objects.filter(etape=etape, courriel__iexact=courriel).first()
    inscription = connue or Inscription(etape=etape, courriel=courriel.lower())
    if inscription.etat != EtatInscription.CONFIRMEE:
        inscription.personnes, inscription.etat = personnes, EtatInscription.A_CONFIRMER
        inscription.save()
    _ecrire("inscription_a_confirmer", inscription, maintenant)
    return inscription


@transaction.atomic
def confirmer_inscription(*, inscription_id: int, maintenant: datetime) -> Inscription:
    """Take the places. Twice changes nothing; the last place taken twice at once: one wins."""
    etape_id = Inscription.objects.values_list("etape", flat=True).get(pk=inscription_id)
    etape = Etape.objects.select_for_update().get(pk=etape_id)
    inscription = (
        Inscription.objects.select_for_update(of=("self",))
        .select_related("etape__demande__commune")
        .get(pk=inscription_id)
    )
    if inscription.etat == EtatInscription.CONFIRMEE:
        return inscription
    _verifier(etape, inscription.personnes, maintenant)
    Etape.objects.filter(pk=etape.pk).update(places_prises=F("places_prises") + inscription.personnes)
    inscription.etat, inscription.confirmee_le = EtatInscription.CONFIRMEE, maintenant
    inscription.save(update_fields=["etat", "confirmee_le"])
    return inscription


@transaction.atomic
def annuler_inscription(*, inscription_id: int) -> Inscription:
    """Give the places back."""
    etape_id = Inscription.objects.values_list("etape", flat=True).get(pk=inscription_id)
    etape = Etape.objects.select_for_update().get(pk=etape_id)
    inscription = Inscription.objects.select_for_update().get(pk=inscription_id)
    if inscription.etat == EtatInscription.CONFIRMEE:
        Etape.objects.filter(pk=etape.pk).update(places_prises=F("places_prises") - inscription.personnes)
    if inscription.etat != EtatInscription.ANNULEE:
        inscription.etat = EtatInscription.ANNULEE
        inscription.save(update_fields=["etat"])
    return inscription


@transaction.atomic
def effacer_les_inscriptions(*, aujourdhui: date, maintenant: datetime) -> int:
    """Addresses that serve no more: stops long over, and requests never confirmed."""
    finies = Q(etape__fin__lt=aujourdhui - CONSERVATION)
    perdues = Q(etat=EtatInscription.A_CONFIRMER, created_at__lt=maintenant - DELAI_DE_CONFIRMATION)
    return Inscription.objects.filter(finies | perdues).delete()[0]


def jeton(inscription: Inscription) -> str:
    return _signataire.sign(str(inscription.pk))


def lire_jeton(valeur: str) -> int:
    """The registration that a link names."""
    try:
        return int(_signataire.unsign(valeur))
    except (BadSignature, ValueError) as erreur:
        raise JetonRefuse from erreur


def _verifier(etape: Etape, personnes: int, maintenant: datetime) -> None:
    if not est_ouverte(etape, maintenant):
        raise EtapeFermee
    reste = places_restantes(etape)
    if reste is not None and reste < personnes:
        raise PlusDePlaces(reste)


def _ecrire(nature: str, inscription: Inscription, maintenant: datetime) -> None:
    """A confirmation may be asked again, once a minute at most."""
    site = absolue("")
    etape = inscription.etape
    ecrire_courriel(
        cle=f"{nature}:{inscription.pk}:{inscription.etat}:{maintenant:%Y%m%d%H%M}",
        nature=nature,
        destinataire=inscription.courriel,
        gabarit=f"orientibus/{nature}.txt",
        contexte={
            "etape": etape,
            "demande": etape.demande,
            "inscription": inscription,
            "connue": inscription.etat == EtatInscription.CONFIRMEE,
            "adresse": site + reverse("orientibus:inscription", args=[jeton(inscription)]),
            "page": site + etape.get_absolute_url(),
        },
    )
