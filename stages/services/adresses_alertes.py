"""Addresses written in messages: to manage, to confirm, to unsubscribe. Tokens are signed and say nothing of anyone."""

from functools import lru_cache
from urllib.parse import urljoin

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from commun.site import absolue
from stages.models import Alerte, OffreStage

SEUL, TOUT = "a", "t"
"""What a link of unsubscription stops: this alert, or every alert of the person."""
_desinscription = Signer(salt="stages.alerte.desinscription", sep="~")
_confirmation = Signer(salt="stages.alerte.confirmation", sep="~")


class JetonRefuse(Exception):
    """The token is not one of ours."""


def _complete(vue: str, jeton: str = "") -> str:
    return f"{_debut(vue, bool(jeton), settings.SITE_URL)}{jeton}{'/' if jeton else ''}"


@lru_cache(maxsize=32)
def _debut(vue: str, avec_jeton: bool, site: str) -> str:
    """What stands before the token, found once: tokens are safe in a path and stand at its end."""
    if not avec_jeton:
        return urljoin(site, reverse(vue))
    return urljoin(site, reverse(vue, args=["x"])).removesuffix("x/")


def chemin_offre(offre: OffreStage) -> str:
    """Path of an offer's sheet on this site."""
    return offre.get_absolute_url()


def adresse_offre(offre: OffreStage) -> str:
    """Full address of an offer's sheet."""
    return absolue(chemin_offre(offre))


def adresse_gestion(alerte: Alerte) -> str:
    """Where a person sees and changes what is sent: the account's list, or the page of the address alone."""
    if alerte.utilisateur_id is not None:
        return _complete("stages:alertes")
    return _complete("stages:alertes_gerer", alerte.jeton)


def adresse_desinscription(alerte: Alerte, *, tout: bool = False) -> str:
    """Where an alert, or every alert of its person, is stopped without signing in (RFC 8058)."""
    jeton = _desinscription.sign(f"{TOUT if tout else SEUL}{alerte.pk}")
    return _complete("stages:alerte_desinscrire", jeton)


def lire_desinscription(jeton: str) -> tuple[int, bool]:
    """The alert named by a token of unsubscription, and whether every alert of the person is meant."""
    return _lire(_desinscription, jeton)


def adresse_confirmation(alerte: Alerte, *, responsable: bool = False) -> str:
    """Where the address, or the guardian, confirms an alert."""
    return _complete("stages:alerte_confirmer", _confirmation.sign(f"{TOUT if responsable else SEUL}{alerte.pk}"))


def lire_confirmation(jeton: str) -> tuple[int, bool]:
    """The alert named by a token of confirmation, and whether the guardian confirms."""
    return _lire(_confirmation, jeton)


def _lire(signataire: Signer, jeton: str) -> tuple[int, bool]:
    try:
        valeur = signataire.unsign(jeton)
    except BadSignature as erreur:
        raise JetonRefuse from erreur
    return int(valeur[1:]), valeur[0] == TOUT
