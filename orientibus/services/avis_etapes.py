"""Mails of a stop: to those who asked, and to those who had registered. Rows written with the cause itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from comptes.services.envois import ecrire_courriel
from orientibus.choices import EtatInscription
from orientibus.models import Demande, Etape, Inscription
from orientibus.services.liens import adresse, jeton_de


@dataclass(frozen=True, slots=True)
class Ancienne:
    """Where a stop was before it moved."""

    bus: str
    jour: date
    fin: date
    creneau: str
    meme_date: bool


def destinataires(demande: Demande) -> list[str]:
    """The contact of the request and the person who made it, each once."""
    adresses = [demande.contact_courriel, demande.demandeur.email if demande.demandeur else ""]
    return list(dict.fromkeys(a.lower() for a in adresses if a))


def prevenir(etape: Etape, nature: str, **contexte: Any) -> None:
    """Owe the asker's side a mail about a stop, once for each nature and each place in the calendar."""
    demande = etape.demande
    commun = {
        "etape": etape,
        "demande": demande,
        "adresse_reponse": adresse("orientibus:repondre", jeton_de(etape)),
        "adresse_compte": adresse("orientibus:compte_rendu", jeton_de(etape)),
        "adresse_demande": adresse("orientibus:ma_demande", demande.reference),
    }
    _ecrire(etape, nature, destinataires(demande), commun | contexte)


def prevenir_les_inscrits(etape: Etape, nature: str, **contexte: Any) -> None:
    """Tell those who registered to an open stop that it moved or was cancelled."""
    inscrits = Inscription.objects.filter(etape=etape, etat=EtatInscription.CONFIRMEE).order_by("pk")
    adresses = list(inscrits.values_list("courriel", flat=True))
    accueil = adresse("orientibus:demande").removesuffix("demande/")
    _ecrire(etape, nature, adresses, {"etape": etape, "demande": etape.demande, "adresse_etapes": accueil} | contexte)


def _ecrire(etape: Etape, nature: str, adresses: Iterable[str], contexte: dict[str, Any]) -> None:
    for destinataire in adresses:
        ecrire_courriel(
            cle=f"etape:{etape.pk}:{nature}:{etape.sequence}:{destinataire}"[:200],
            nature=nature.replace("_", "-", 1),
            destinataire=destinataire,
            gabarit=f"orientibus/{nature}.txt",
            contexte=contexte,
        )
