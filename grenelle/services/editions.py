"""The yearly Grenelle: contributions, their moderation, votes, conclusions, and what they change in the plan."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from grenelle.choices import EtatEdition, Moderation, NatureEffet
from grenelle.models import Axe, Contribution, EditionGrenelle, EffetSurMesure, Mesure, Vote

TEXTE_MINI, TEXTE_MAXI = 10, 4_000
OUVERTES = (EtatEdition.CONTRIBUTIONS, EtatEdition.VOTE)


class GrenelleRefuse(ValueError):
    """The step cannot be made; the message says why."""


@transaction.atomic
def contribuer(
    *, edition: EditionGrenelle, auteur: Any, texte: str, maintenant: datetime, mesure: Mesure | None = None
) -> Contribution:
    """Receive a contribution; nobody sees it before a moderator."""
    texte = texte.strip()
    if edition.etat != EtatEdition.CONTRIBUTIONS:
        raise GrenelleRefuse("Les contributions ne sont pas ouvertes.")
    if not TEXTE_MINI <= len(texte) <= TEXTE_MAXI or "\0" in texte:
        raise GrenelleRefuse(f"Écrivez de {TEXTE_MINI} à {TEXTE_MAXI} caractères.")
    if mesure and mesure.axe.plan_id != edition.plan_id:
        raise GrenelleRefuse("Cette mesure n'est pas de ce plan.")
    return Contribution.objects.create(
        edition=edition, mesure=mesure, auteur=auteur, texte=texte, created_at=maintenant
    )


@transaction.atomic
def moderer(*, contribution: Contribution, acceptee: bool, maintenant: datetime, motif: str = "") -> Contribution:
    """Publish or refuse; a refusal says why."""
    contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not acceptee and not motif.strip():
        raise GrenelleRefuse("Dites pourquoi la contribution est refusée.")
    contribution.moderation = Moderation.ACCEPTEE if acceptee else Moderation.REFUSEE
    contribution.motif = "" if acceptee else motif.strip()
    contribution.moderee_le = maintenant
    contribution.save()
    return contribution


def voter(*, contribution: Contribution, personne: Any, maintenant: datetime) -> tuple[Vote, bool]:
    """Support a published contribution; a second time changes nothing. Says whether the vote is new."""
    if contribution.moderation != Moderation.ACCEPTEE or contribution.edition.etat not in OUVERTES:
        raise GrenelleRefuse("On ne peut pas voter pour cette contribution.")
    try:
        with transaction.atomic():
            return Vote.objects.get_or_create(
                contribution=contribution, personne=personne, defaults={"created_at": maintenant}
            )
    except IntegrityError:  # two clicks at the same time
        return Vote.objects.get(contribution=contribution, personne=personne), False


def retirer_vote(*, contribution: Contribution, personne: Any) -> bool:
    """Take a vote back while the edition is open."""
    if contribution.edition.etat not in OUVERTES:
        raise GrenelleRefuse("Le vote est clos.")
    nombre, _ = Vote.objects.filter(contribution=contribution, personne=personne).delete()
    return bool(nombre)


ETAPES = [EtatEdition.PREPARATION, EtatEdition.CONTRIBUTIONS, EtatEdition.VOTE, EtatEdition.CONCLUE]


@transaction.atomic
def avancer(*, edition: EditionGrenelle, maintenant: datetime, conclusions: str = "") -> EditionGrenelle:
    """The next step of an edition; the last one needs conclusions."""
    edition = EditionGrenelle.objects.select_for_update().get(pk=edition.pk)
    rang = ETAPES.index(EtatEdition(edition.etat))
    if rang == len(ETAPES) - 1:
        raise GrenelleRefuse("Cette édition est conclue.")
    suivante = ETAPES[rang + 1]
    if suivante is EtatEdition.CONCLUE:
        if not conclusions.strip():
            raise GrenelleRefuse("Écrivez les conclusions.")
        edition.conclusions, edition.conclue_le = conclusions.strip(), maintenant
    edition.etat = suivante
    edition.save()
    return edition


def _conclue(edition: EditionGrenelle, raison: str) -> None:
    if edition.etat != EtatEdition.CONCLUE:
        raise GrenelleRefuse("Seule une édition conclue change le plan.")
    if not raison.strip():
        raise GrenelleRefuse("Dites pourquoi.")


@transaction.atomic
def amender(*, edition: EditionGrenelle, mesure: Mesure, raison: str, le: date, titre: str = "") -> EffetSurMesure:
    """Change a measure's title or scope; the former title is kept."""
    _conclue(edition, raison)
    mesure = _du_plan(edition, mesure)
    effet = _effet(edition, mesure, NatureEffet.AMENDEE, raison, le, ancien=mesure.titre, nouveau=titre)
    if titre:
        mesure.titre = titre
        mesure.save()
    return effet


@transaction.atomic
def clore(*, edition: EditionGrenelle, mesure: Mesure, raison: str, le: date) -> EffetSurMesure:
    """Close a measure; it stays in the plan, with its figures."""
    _conclue(edition, raison)
    mesure = _du_plan(edition, mesure)
    mesure.close_le = le
    mesure.save()
    return _effet(edition, mesure, NatureEffet.CLOSE, raison, le)


@transaction.atomic
def ajouter(
    *, edition: EditionGrenelle, axe: Axe, numero: str, titre: str, resume: str, raison: str, le: date
) -> EffetSurMesure:
    """Add a measure to an axis of the plan."""
    _conclue(edition, raison)
    if axe.plan_id != edition.plan_id:
        raise GrenelleRefuse("Cet axe n'est pas de ce plan.")
    if Mesure.objects.filter(axe__plan=edition.plan_id, numero=numero).exists():
        raise GrenelleRefuse("Ce numéro est déjà pris dans le plan.")
    rang = Mesure.objects.filter(axe__plan=edition.plan_id).aggregate(dernier=Max("rang"))["dernier"] or 0
    mesure = Mesure.objects.create(axe=axe, numero=numero, rang=rang + 1, titre=titre, resume=resume, ajoutee_le=le)
    return _effet(edition, mesure, NatureEffet.AJOUTEE, raison, le, nouveau=titre)


def _du_plan(edition: EditionGrenelle, mesure: Mesure) -> Mesure:
    trouvee = Mesure.objects.select_for_update().filter(pk=mesure.pk, axe__plan=edition.plan_id).first()
    if trouvee is None:
        raise GrenelleRefuse("Cette mesure n'est pas de ce plan.")
    if EffetSurMesure.objects.filter(edition=edition, mesure=trouvee).exists():
        raise GrenelleRefuse("Cette édition a déjà changé cette mesure.")
    return trouvee


def _effet(
    edition: EditionGrenelle, mesure: Mesure, nature: str, raison: str, le: date, *, ancien: str = "", nouveau: str = ""
) -> EffetSurMesure:
    return EffetSurMesure.objects.create(
        edition=edition,
        mesure=mesure,
        nature=nature,
        raison=raison.strip(),
        ancien_titre=ancien,
        nouveau_titre=nouveau,
        le=le,
    )
