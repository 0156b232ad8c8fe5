"""Mails of the agreements, and the links by which those who have no account sign. Rows: another part sends them."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from commun.site import absolue
from comptes.services.envois import ecrire_courriel
from stages.models import Candidature, Convention, SignatureConvention

SEL = "stages.convention"
DUREE_DU_LIEN = timedelta(days=120)
Role = SignatureConvention.Role
PAR_LIEN = (Role.RESPONSABLE, Role.ETABLISSEMENT)


class LienInvalide(Exception):
    """The link names nothing, or is too old."""


def jeton_de(convention: Convention, role: str) -> str:
    """A signed token: this version, this role, nothing else."""
    return signing.dumps([convention.pk, role], salt=SEL)


def lire_jeton(jeton: str) -> tuple[Convention, str]:
    """The version and the role of a link."""
    try:
        pk, role = signing.loads(jeton, salt=SEL, max_age=DUREE_DU_LIEN)
    except (signing.BadSignature, ValueError, TypeError) as erreur:
        raise LienInvalide from erreur
    convention = Convention.objects.select_related("candidature__offre__entreprise__organisation").filter(pk=pk).first()
    if convention is None or role not in PAR_LIEN:
        raise LienInvalide
    return convention, role


def adresse_pour(convention: Convention, role: str) -> str:
    """Where a party reads and signs."""
    if role in PAR_LIEN:
        chemin = reverse("stages:convention_signer", args=[jeton_de(convention, role)])
    elif role == Role.ENTREPRISE:
        chemin = reverse("entreprise:convention", args=[convention.candidature_id])
    else:
        chemin = reverse("stages:convention", args=[convention.candidature_id])
    return absolue(chemin)


def inviter_a_signer(*, convention: Convention, candidature: Candidature) -> None:
    """Owe a mail to each party that is not the company, once per version."""
    for role, courriel, nom in _destinataires(convention, candidature):
        if role != Role.ENTREPRISE:
            _ecrire("convention_a_signer", convention, candidature, role, courriel, nom)


def annoncer_complete(*, convention: Convention, candidature: Candidature) -> None:
    """Everybody has signed: tell everybody, with a link to the document."""
    for role, courriel, nom in _destinataires(convention, candidature):
        _ecrire("convention_signee", convention, candidature, role, courriel, nom)


def _destinataires(convention: Convention, candidature: Candidature) -> list[tuple[str, str, str]]:
    suite = []
    for signataire in convention.contenu["signataires"]:
        role, courriel = signataire["role"], signataire["courriel"]
        if role == Role.STAGIAIRE and candidature.candidat is not None:
            courriel = candidature.candidat.email
        elif role == Role.ENTREPRISE and convention.etablie_par is not None:
            courriel = convention.etablie_par.email
        if courriel:
            suite.append((role, courriel, signataire["nom"]))
    return suite


def _ecrire(nature: str, convention: Convention, candidature: Candidature, role: str, courriel: str, nom: str) -> None:
    ecrire_courriel(
        cle=f"{nature}-{convention.pk}-{role}",
        nature=nature,
        destinataire=courriel,
        gabarit=f"stages/{nature}.txt",
        contexte={
            "nom": nom,
            "convention": convention,
            "contenu": convention.contenu,
            "offre": candidature.offre,
            "adresse": adresse_pour(convention, role),
            "jours": DUREE_DU_LIEN.days if role in PAR_LIEN else 0,
        },
    )
