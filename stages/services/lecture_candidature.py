"""What each side may read of an application. A minor's identity reaches a company only when it has accepted."""

from dataclasses import dataclass
from datetime import date

from stages.models import Candidature
from stages.services.reserves import TIENNENT_UNE_PLACE


@dataclass(frozen=True, slots=True)
class Coordonnees:
    """Who to write to, once the company has accepted."""

    nom: str
    courriel: str
    telephone: str
    date_naissance: date | None
    etablissement: str
    responsable: str = ""
    responsable_courriel: str = ""
    responsable_telephone: str = ""


@dataclass(frozen=True, slots=True)
class CandidatureLue:
    """An application as its company may read it. ``coordonnees``: ``None`` until accepted."""

    pk: int
    qui: str
    niveau: str
    motivation: str
    masquee: bool
    cv: bool
    coordonnees: Coordonnees | None


def acceptee(candidature: Candidature) -> bool:
    """The company said yes and the person has not left since."""
    return candidature.etat in TIENNENT_UNE_PLACE


def cv_lisible(candidature: Candidature) -> bool:
    """An adult's CV is sent with the application; a minor's is read after acceptance."""
    return bool(candidature.cv) and (acceptee(candidature) or not candidature.mineur)


def lue_par_l_entreprise(candidature: Candidature) -> CandidatureLue:
    """Join ``candidat`` and ``etablissement`` beforehand."""
    ouverte = acceptee(candidature)
    nom = f"{candidature.prenom} {candidature.nom}".strip()
    return CandidatureLue(
        pk=candidature.pk,
        qui=(nom if ouverte or not candidature.mineur else candidature.prenom) or "Une personne",
        niveau=candidature.get_niveau_display(),
        motivation=candidature.motivation,
        masquee=candidature.masquee,
        cv=cv_lisible(candidature),
        coordonnees=_coordonnees(candidature) if ouverte else None,
    )


def _coordonnees(candidature: Candidature) -> Coordonnees:
    return Coordonnees(
        nom=f"{candidature.prenom} {candidature.nom}".strip(),
        courriel="" if candidature.mineur or candidature.candidat is None else candidature.candidat.email,
        telephone="" if candidature.mineur else candidature.telephone,
        date_naissance=candidature.date_naissance,
        etablissement=candidature.etablissement.nom if candidature.etablissement else "",
        responsable=candidature.responsable_nom,
        responsable_courriel=candidature.responsable_courriel,
        responsable_telephone=candidature.responsable_telephone,
    )
