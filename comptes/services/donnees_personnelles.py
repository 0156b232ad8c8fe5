"""What a person may ask of their data: a copy, and erasure."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from commun.registre import Registre
from comptes.models import Utilisateur

# Other apps add their part: ``exports.inscrire("stages", fonction)`` with ``fonction(utilisateur) -> list | dict``.
exports = Registre("export des données personnelles")
# What must happen before an account goes: ``effacements.inscrire("stages", fonction)`` with ``fonction(utilisateur)``.
effacements = Registre("effacement d'un compte")


def exporter_mes_donnees(*, utilisateur: Utilisateur) -> dict[str, Any]:
    """Everything the portal knows of ``utilisateur``, ready for JSON (dates in ISO 8601)."""
    compte = {
        "adresse": utilisateur.email,
        "prenom": utilisateur.prenom,
        "nom": utilisateur.nom,
        "role": utilisateur.get_role_display(),
        "commune": str(utilisateur.commune) if utilisateur.commune else None,
        "inscription": utilisateur.date_inscription.isoformat(),
        "derniere_connexion": utilisateur.last_login.isoformat() if utilisateur.last_login else None,
    }
    adresses = EmailAddress.objects.filter(user=utilisateur).order_by("email")
    adhesions = utilisateur.adhesions.select_related("organisation").order_by("pk")
    return {
        "produit_le": timezone.now().isoformat(),
        "compte": compte,
        "adresses": [{"adresse": a.email, "verifiee": a.verified, "principale": a.primary} for a in adresses],
        "organisations": [
            {
                "organisation": a.organisation.nom,
                "fonction": a.get_fonction_display(),
                "etat": a.get_etat_display(),
                "depuis": a.depuis.isoformat(),
            }
            for a in adhesions
        ],
        **{nom: fonction(utilisateur) for nom, fonction in exports.elements()},
    }


def fermer_les_sessions(*, utilisateur: Utilisateur) -> int:
    """End every session of ``utilisateur``; return how many."""
    cle = str(utilisateur.pk)
    fermees = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == cle
    ]
    return Session.objects.filter(pk__in=fermees).delete()[0]


@transaction.atomic
def effacer_mon_compte(*, utilisateur: Utilisateur) -> None:
    """Delete the account and what hangs on it; the address can be used again at once."""
    fermer_les_sessions(utilisateur=utilisateur)
    for _, effacer in effacements.elements():
        effacer(utilisateur)
    utilisateur.delete()
