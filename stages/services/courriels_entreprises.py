"""Mails owed to companies and to the candidates they write to: each is a row, in the transaction of its cause."""

from typing import Any

from django.urls import reverse

from commun.site import absolue
from comptes.models import Adhesion, Organisation, Utilisateur
from comptes.services.envois import ecrire_courriel


def adresse(vue: str, *arguments: Any) -> str:
    """A full address of the site, for a mail."""
    return absolue(reverse(vue, args=arguments))


def responsables(organisation: Organisation) -> list[Utilisateur]:
    """Those who answer for a company."""
    adhesions = organisation.adhesions.filter(
        etat=Adhesion.Etat.ACCEPTEE, fonction=Adhesion.Fonction.RESPONSABLE, utilisateur__is_active=True
    )
    return [a.utilisateur for a in adhesions.select_related("utilisateur").order_by("pk")]


def prevenir_une_personne(nature: str, adhesion: Adhesion, **contexte: Any) -> None:
    """Tell the person of a membership what became of it."""
    ecrire_courriel(
        cle=f"{nature}:{adhesion.pk}:{adhesion.etat}:{adhesion.fonction}",
        nature=nature,
        destinataire=adhesion.utilisateur.email,
        gabarit=f"stages/{nature}.txt",
        contexte={
            "entreprise": adhesion.organisation.nom,
            "adresse": adresse("entreprise:accueil"),
            "adresse_inscription": adresse("entreprise:inscription"),
            **contexte,
        },
    )


def prevenir_les_responsables(nature: str, adhesion: Adhesion) -> None:
    """Tell those who may let a person in that somebody knocks."""
    for personne in responsables(adhesion.organisation):
        ecrire_courriel(
            cle=f"{nature}:{adhesion.pk}:{personne.pk}",
            nature=nature,
            destinataire=personne.email,
            gabarit=f"stages/{nature}.txt",
            contexte={
                "entreprise": adhesion.organisation.nom,
                "demandeur": adhesion.utilisateur.get_full_name() or adhesion.utilisateur.email,
                "courriel": adhesion.utilisateur.email,
                "adresse": adresse("entreprise:equipe"),
            },
        )


def prevenir_l_entreprise(nature: str, organisation: Organisation, cle: str, **contexte: Any) -> int:
    """Tell every person responsible for a company; returns how many."""
    personnes = responsables(organisation)
    for personne in personnes:
        ecrire_courriel(
            cle=f"{nature}:{organisation.pk}:{cle}:{personne.pk}",
            nature=nature,
            destinataire=personne.email,
            gabarit=f"stages/{nature}.txt",
            contexte={"entreprise": organisation.nom, "adresse": adresse("entreprise:accueil"), **contexte},
        )
    return len(personnes)


def prevenir_une_entreprise_du_contact(organisation: Organisation, demande: int, profil: int) -> int:
    """A candidate accepted: the details are on the page, never in the mail."""
    return prevenir_l_entreprise(
        "contact_accepte", organisation, str(demande), adresse=adresse("entreprise:profil", profil)
    )
