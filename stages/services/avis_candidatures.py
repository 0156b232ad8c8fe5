"""Mails of an application, one for each step and each side: rows written with the step itself.

Nothing of a minor is in a mail to the company but what its page shows: a first name and a level.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from comptes.models import Adhesion
from comptes.services.envois import ecrire_courriel
from stages.choices import EtatCandidature
from stages.models import Candidature
from stages.services.courriels_entreprises import adresse

Etat = EtatCandidature
DOSSIER = "stages/candidatures"
MEMBRES_PREVENUS = 20


def _candidat(candidature: Candidature) -> list[str]:
    return [candidature.candidat.email] if candidature.candidat else []


def _responsable_legal(candidature: Candidature) -> list[str]:
    return [candidature.responsable_courriel] if candidature.mineur and candidature.responsable_courriel else []


def _entreprise(candidature: Candidature) -> list[str]:
    """Those who act for the company, once the application was sent."""
    if candidature.envoyee_le is None:
        return []
    adhesions = candidature.offre.entreprise.organisation.adhesions.filter(
        etat=Adhesion.Etat.ACCEPTEE, utilisateur__is_active=True
    )
    return list(adhesions.order_by("pk").values_list("utilisateur__email", flat=True)[:MEMBRES_PREVENUS])


@dataclass(frozen=True, slots=True)
class Avis:
    """A mail: to whom, and its template."""

    a: Callable[[Candidature], Iterable[str]]
    gabarit: str


PAR_ETAT: dict[str, tuple[Avis, ...]] = {
    Etat.A_AUTORISER: (Avis(_responsable_legal, "accord"), Avis(_candidat, "accord_demande")),
    Etat.ENVOYEE: (Avis(_entreprise, "recue"), Avis(_candidat, "envoyee")),
    Etat.ACCEPTEE: (Avis(_candidat, "acceptee"), Avis(_responsable_legal, "acceptee_responsable")),
    Etat.CONFIRMEE: (
        Avis(_entreprise, "confirmee"),
        Avis(_candidat, "confirmee_candidat"),
        Avis(_responsable_legal, "confirmee_responsable"),
    ),
    Etat.REFUSEE: (Avis(_candidat, "refusee"),),
    Etat.RETIREE: (Avis(_entreprise, "retiree"),),
    Etat.EXPIREE: (Avis(_candidat, "expiree"), Avis(_entreprise, "expiree_entreprise")),
    Etat.ANNULEE: (Avis(_entreprise, "retiree"), Avis(_candidat, "annulee")),
}
RAPPELS: dict[str, Avis] = {
    Etat.A_AUTORISER: Avis(_responsable_legal, "accord_rappel"),
    Etat.ENVOYEE: Avis(_entreprise, "recue_rappel"),
    Etat.ACCEPTEE: Avis(_candidat, "acceptee_rappel"),
}


def prevenir(candidature: Candidature) -> None:
    """Owe the mails of the step that was just made."""
    for avis in PAR_ETAT.get(candidature.etat, ()):
        _ecrire(candidature, avis)


def rappeler(candidature: Candidature) -> None:
    """Owe the reminder of the step that is waited for."""
    _ecrire(candidature, RAPPELS[candidature.etat])


def _ecrire(candidature: Candidature, avis: Avis) -> None:
    for rang, destinataire in enumerate(avis.a(candidature)):
        ecrire_courriel(
            cle=f"candidature:{candidature.pk}:{candidature.etat}:{avis.gabarit}:{rang}",
            nature=f"candidature-{avis.gabarit}"[:40],
            destinataire=destinataire,
            gabarit=f"{DOSSIER}/{avis.gabarit}.txt",
            contexte=_contexte(candidature),
        )


def _contexte(candidature: Candidature) -> dict[str, Any]:
    offre = candidature.offre
    jeton = candidature.responsable_jeton
    return {
        "c": candidature,
        "offre": offre,
        "entreprise": offre.entreprise.organisation.nom,
        "adresse_candidat": adresse("stages:candidature", candidature.pk),
        "adresse_entreprise": adresse("entreprise:candidature", candidature.pk),
        "adresse_accord": adresse("stages:accord", jeton) if jeton else "",
        "adresse_recherche": adresse("stages:recherche"),
    }
