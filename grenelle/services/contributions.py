"""What the public writes to the yearly Grenelle: proposals, comments, their moderation, and one vote a person.

Contacts typed in free text are masked before anything is written, and nobody is named: an author may be a minor.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from commun.masquage import masquer
from grenelle.choices import Moderation
from grenelle.models import Contribution, EditionGrenelle, Mesure, Vote
from grenelle.services.editions import GrenelleRefuse

TEXTE_MINI, TEXTE_MAXI = 10, 4_000
TITRE_MINI, TITRE_MAXI = 5, 120
EN_ATTENTE_AU_PLUS = 5
"""Contributions of one person that wait for a moderator, by edition."""


def relire(*, titre: str, texte: str, commentaire: bool = False) -> tuple[str, str, bool]:
    """The words as they would be published, and whether contacts were masked. Refuses what is too short or too long."""
    titre, texte = " ".join(titre.split()), texte.strip()
    if "\0" in titre or "\0" in texte:
        raise GrenelleRefuse("Le texte contient un caractère impossible.")
    if not commentaire and not TITRE_MINI <= len(titre) <= TITRE_MAXI:
        raise GrenelleRefuse(f"Le titre tient en {TITRE_MINI} à {TITRE_MAXI} caractères.")
    if not TEXTE_MINI <= len(texte) <= TEXTE_MAXI:
        raise GrenelleRefuse(f"Écrivez de {TEXTE_MINI} à {TEXTE_MAXI} caractères.")
    titre, masque_titre = masquer(titre)
    texte, masque_texte = masquer(texte)
    return titre[:TITRE_MAXI], texte[:TEXTE_MAXI], masque_titre or masque_texte


@transaction.atomic
def contribuer(
    *,
    edition: EditionGrenelle,
    auteur: Any,
    titre: str,
    texte: str,
    maintenant: datetime,
    mesure: Mesure | None = None,
) -> Contribution:
    """Receive a proposal; nobody sees it before a moderator."""
    edition = _verrouiller(edition)
    if not edition.recoit_le(timezone.localdate(maintenant)):
        raise GrenelleRefuse("Les contributions ne sont pas ouvertes.")
    titre, texte, masquee = relire(titre=titre, texte=texte)
    _mesure_du_plan(edition, mesure)
    _attendre_son_tour(edition, auteur)
    return Contribution.objects.create(
        edition=edition,
        mesure=mesure,
        auteur=auteur,
        titre=titre,
        texte=texte,
        masquee=masquee,
        created_at=maintenant,
    )


@transaction.atomic
def commenter(*, contribution: Contribution, auteur: Any, texte: str, maintenant: datetime) -> Contribution:
    """Answer a published proposal, as long as one may vote. A comment is not answered in its turn."""
    edition = _verrouiller(contribution.edition)
    if not edition.se_vote_le(timezone.localdate(maintenant)):
        raise GrenelleRefuse("Les commentaires ne sont plus ouverts.")
    proposition = Contribution.objects.publiees().propositions().filter(pk=contribution.pk).first()
    if proposition is None:
        raise GrenelleRefuse("On ne peut pas commenter cette contribution.")
    _, texte, masquee = relire(titre="", texte=texte, commentaire=True)
    _attendre_son_tour(edition, auteur)
    return Contribution.objects.create(
        edition=edition,
        mesure_id=proposition.mesure_id,
        repond_a=proposition,
        auteur=auteur,
        texte=texte,
        masquee=masquee,
        created_at=maintenant,
    )


@transaction.atomic
def modifier(
    *,
    contribution: Contribution,
    auteur: Any,
    titre: str,
    texte: str,
    maintenant: datetime,
    mesure: Mesure | None = None,
) -> Contribution:
    """Change one's own words while nobody has read them and the edition still receives."""
    contribution = _la_sienne(contribution, auteur)
    if contribution.moderation != Moderation.ATTENTE:
        raise GrenelleRefuse("Cette contribution a été relue : elle ne se modifie plus.")
    edition, jour = contribution.edition, timezone.localdate(maintenant)
    commentaire = contribution.repond_a_id is not None
    if not (edition.se_vote_le(jour) if commentaire else edition.recoit_le(jour)):
        raise GrenelleRefuse("Les contributions ne sont plus ouvertes.")
    titre, texte, masquee = relire(titre=titre, texte=texte, commentaire=commentaire)
    if not commentaire:
        _mesure_du_plan(edition, mesure)
        contribution.titre, contribution.mesure = titre, mesure
    contribution.texte, contribution.masquee, contribution.modifiee_le = texte, masquee, maintenant
    contribution.save()
    return contribution


@transaction.atomic
def retirer(*, contribution: Contribution, auteur: Any) -> bool:
    """Take one's own words back: erased while nobody has read them, hidden after. Says whether it was erased."""
    contribution = _la_sienne(contribution, auteur)
    if contribution.moderation == Moderation.ATTENTE:
        contribution.delete()
        return True
    if contribution.moderation != Moderation.ACCEPTEE:
        raise GrenelleRefuse("Cette contribution n'est pas publiée.")
    contribution.moderation = Moderation.RETIREE
    contribution.save(update_fields=["moderation"])
    return False


@transaction.atomic
def moderer(
    *,
    contribution: Contribution,
    acceptee: bool,
    maintenant: datetime,
    motif: str = "",
    par: Any = None,
    version: str = "",
) -> Contribution:
    """Publish or refuse; a refusal says why. ``version``: what the moderator read, when it may have changed since."""
    contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if contribution.moderation == Moderation.RETIREE:
        raise GrenelleRefuse("Cette contribution a été retirée par la personne qui l'a écrite.")
    if version and version != contribution.version:
        raise GrenelleRefuse("Cette contribution a changé pendant que vous la lisiez : relisez-la.")
    motif = motif.strip()
    if not acceptee and not motif:
        raise GrenelleRefuse("Dites pourquoi la contribution est refusée.")
    if len(motif) > 300:
        raise GrenelleRefuse("La raison tient en 300 caractères.")
    publiee = acceptee and contribution.moderation == Moderation.ACCEPTEE
    contribution.moderation = Moderation.ACCEPTEE if acceptee else Moderation.REFUSEE
    contribution.motif = "" if acceptee else motif
    contribution.moderee_le = contribution.moderee_le if publiee else maintenant
    contribution.moderee_par = par
    contribution.save()
    return contribution


def voter(*, contribution: Contribution, personne: Any, maintenant: datetime) -> tuple[Vote, bool]:
    """Support a published proposal; a second time changes nothing. Says whether the vote is new."""
    votable = contribution.moderation == Moderation.ACCEPTEE and contribution.repond_a_id is None
    if not votable or not contribution.edition.se_vote_le(timezone.localdate(maintenant)):
        raise GrenelleRefuse("On ne peut pas voter pour cette contribution.")
    try:
        with transaction.atomic():
            return Vote.objects.get_or_create(
                contribution=contribution, personne=personne, defaults={"created_at": maintenant}
            )
    except IntegrityError:  # two clicks at the same time
        return Vote.objects.get(contribution=contribution, personne=personne), False


def retirer_vote(*, contribution: Contribution, personne: Any, maintenant: datetime) -> bool:
    """Take a vote back while the edition is open."""
    if not contribution.edition.se_vote_le(timezone.localdate(maintenant)):
        raise GrenelleRefuse("Le vote est clos.")
    nombre, _ = Vote.objects.filter(contribution=contribution, personne=personne).delete()
    return bool(nombre)


def _verrouiller(edition: EditionGrenelle) -> EditionGrenelle:
    """Writers of one edition wait for each other, and for whoever closes it."""
    return EditionGrenelle.objects.select_for_update().get(pk=edition.pk)


def _la_sienne(contribution: Contribution, auteur: Any) -> Contribution:
    trouvee = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("edition")
        .filter(pk=contribution.pk, auteur=auteur)
        .first()
    )
    if trouvee is None:
        raise GrenelleRefuse("Cette contribution n'est pas la vôtre.")
    return trouvee


def _mesure_du_plan(edition: EditionGrenelle, mesure: Mesure | None) -> None:
    if mesure and mesure.axe.plan_id != edition.plan_id:
        raise GrenelleRefuse("Cette mesure n'est pas de ce plan.")


def _attendre_son_tour(edition: EditionGrenelle, auteur: Any) -> None:
    en_attente = Contribution.objects.a_relire().filter(edition=edition, auteur=auteur).count()
    if en_attente >= EN_ATTENTE_AU_PLUS:
        raise GrenelleRefuse(
            f"Vous avez déjà {en_attente} contributions qui attendent une relecture : attendez la réponse."
        )
