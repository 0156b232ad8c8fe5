"""Mails owed to the people who act for a company about one of its offers."""

from typing import Any

from django.urls import reverse

from commun.site import absolue
from comptes.models import Adhesion, Utilisateur
from comptes.services.envois import ecrire_courriel
from stages.models import Entreprise, OffreStage


def membres_de(entreprise: Entreprise) -> list[Utilisateur]:
    """Active people who act for the company."""
    acceptees = Adhesion.objects.filter(organisation_id=entreprise.organisation_id, etat=Adhesion.Etat.ACCEPTEE)
    return list(Utilisateur.objects.filter(adhesions__in=acceptees, is_active=True).order_by("pk")[:50])


def adresse_de_l_offre(offre: OffreStage) -> str:
    """Address of the offer in the company space."""
    return absolue(reverse("entreprise:offre", args=[offre.pk]))


def adresse_des_offres() -> str:
    """Address of the company's list of offers."""
    return absolue(reverse("entreprise:offres"))


def prevenir(*, offre: OffreStage, cle: str, nature: str, gabarit: str, **contexte: Any) -> int:
    """Owe one mail to each member of the offer's company, once for this ``cle``. Returns how many people."""
    membres = membres_de(offre.entreprise)
    for membre in membres:
        ecrire_courriel(
            cle=f"{cle}:{membre.pk}",
            nature=nature,
            destinataire=membre.email,
            gabarit=gabarit,
            contexte={"offre": offre, "membre": membre, "adresse": adresse_de_l_offre(offre), **contexte},
        )
    return len(membres)
