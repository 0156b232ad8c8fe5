"""The life of an offer: draft → to moderate → published → full, expired, withdrawn; or refused with a reason.

Every change of state goes through :func:`_passer`, which locks the row, checks that the change is allowed and keeps
the history. What becomes visible is announced in the same transaction (:mod:`stages.services.evenements`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comptes.models import Utilisateur
from stages.choices import EtatOffre
from stages.models import NiveauDOffre, OffreStage, PlaceReservee, SemaineDOffre
from stages.services.avis import prevenir
from stages.services.controles import Manque, controler
from stages.services.evenements import annoncer
from stages.services.regles import regles_au
from stages.services.textes import conditions_dans, contacts_dans, empreinte

GABARITS = {"acceptee": "stages/offre_acceptee.txt", "refusee": "stages/offre_refusee.txt"}
NON_COPIES = {
    "id", "etat", "publiee_le", "expire_le", "rappels", "moderee_le", "moderee_par", "a_controler", "motif",
    "places_prises", "created_at", "updated_at", "demonstration", "partenaire", "identifiant_externe",
}  # fmt: skip


class TransitionRefusee(Exception):
    """The offer is not in a state from which this can be done; the message says so in French."""


class OffreIncomplete(Exception):
    """The offer cannot be published yet; ``manques`` says why, field by field."""

    def __init__(self, manques: list[Manque]) -> None:
        self.manques = manques
        super().__init__(f"{len(manques)} point(s) à compléter")


@transaction.atomic
def soumettre(*, offre: OffreStage, par: Utilisateur | None, maintenant: datetime) -> OffreStage:
    """Send a draft: a verified company's is published at once, and some are checked after; others are moderated."""
    verrouillee = _verrouiller(offre, (EtatOffre.BROUILLON, EtatOffre.REFUSEE, EtatOffre.RETIREE, EtatOffre.EXPIREE))
    if manques := controler(verrouillee, timezone.localdate(maintenant)):
        raise OffreIncomplete(manques)
    trace = empreinte(verrouillee.titre, verrouillee.description)
    if not verrouillee.entreprise.organisation.verifiee:
        return _ecrire(verrouillee, etat=EtatOffre.A_MODERER, motif="", empreinte=trace)
    return _rendre_visible(verrouillee, maintenant, a_controler=est_tiree(verrouillee, maintenant), empreinte=trace)


def est_tiree(offre: OffreStage, maintenant: datetime, tirage: str = "") -> bool:
    """Whether a published offer is checked: a share of them, and every one whose words ask for a look."""
    texte = f"{offre.titre}\n{offre.description}\n{offre.horaires}\n{offre.adresse}"
    if contacts_dans(texte) or conditions_dans(texte):
        return True
    part = regles_au(timezone.localdate(maintenant))["offre_controle_part"]
    return bool(crc32(f"{offre.pk}{tirage}".encode()) % 100 < part)


@transaction.atomic
def publier(*, offre: OffreStage, par: Utilisateur, maintenant: datetime) -> OffreStage:
    """Accept an offer that awaits moderation."""
    verrouillee = _verrouiller(offre, (EtatOffre.A_MODERER,))
    if manques := controler(verrouillee, timezone.localdate(maintenant)):
        raise OffreIncomplete(manques)
    publiee = _rendre_visible(verrouillee, maintenant, moderee_par=par, moderee_le=maintenant, a_controler=False)
    _dire_la_decision(publiee, "acceptee", maintenant, fin=timezone.localtime(publiee.expire_le))
    return publiee


@transaction.atomic
def refuser(*, offre: OffreStage, par: Utilisateur, motif: str, maintenant: datetime) -> OffreStage:
    """Refuse an offer, with the reason that the company reads; a published one is taken away at once."""
    if not motif.strip():
        raise ValueError("un refus a un motif")
    verrouillee = _verrouiller(offre, (EtatOffre.A_MODERER, EtatOffre.PUBLIEE, EtatOffre.COMPLETE))
    refusee = _ecrire(
        verrouillee, etat=EtatOffre.REFUSEE, motif=motif.strip()[:300], moderee_par=par, moderee_le=maintenant,
        a_controler=False,
    )  # fmt: skip
    _dire_la_decision(refusee, "refusee", maintenant)
    return refusee


@transaction.atomic
def confirmer_controle(*, offre: OffreStage, par: Utilisateur, maintenant: datetime) -> OffreStage:
    """A published offer drawn for a check, or reported, is right."""
    verrouillee = _verrouiller(offre, (EtatOffre.PUBLIEE, EtatOffre.COMPLETE))
    return _ecrire(verrouillee, a_controler=False, moderee_par=par, moderee_le=maintenant)


@transaction.atomic
def retirer(*, offre: OffreStage, motif: str = "") -> OffreStage:
    """The company takes its offer back: it vanishes at once."""
    verrouillee = _verrouiller(offre, (EtatOffre.A_MODERER, EtatOffre.PUBLIEE, EtatOffre.COMPLETE))
    return _ecrire(verrouillee, etat=EtatOffre.RETIREE, motif=motif.strip()[:300])


@transaction.atomic
def renouveler(*, offre: OffreStage, maintenant: datetime) -> OffreStage:
    """Give a published or expired offer a new life of the usual length; its reminders start again."""
    verrouillee = _verrouiller(offre, (EtatOffre.PUBLIEE, EtatOffre.EXPIREE))
    if manques := controler(verrouillee, timezone.localdate(maintenant)):
        raise OffreIncomplete(manques)
    if verrouillee.etat == EtatOffre.EXPIREE:
        return _rendre_visible(verrouillee, maintenant)
    return _ecrire(verrouillee, expire_le=_fin_de_vie(maintenant), rappels=[])


@transaction.atomic
def dupliquer(*, offre: OffreStage) -> OffreStage:
    """A draft with the same content; weeks that are past stay behind, and nothing is taken in the copy."""
    champs = {f.name: getattr(offre, f.name) for f in offre._meta.concrete_fields if f.name not in NON_COPIES}
    champs["titre"] = f"{offre.titre[:140]} (copie)" if offre.titre else ""
    copie = OffreStage.objects.create(**champs)
    copie.metiers.set(offre.metiers.all())
    NiveauDOffre.objects.bulk_create([NiveauDOffre(offre=copie, niveau=n.niveau) for n in offre.niveaux.all()])
    SemaineDOffre.objects.bulk_create(
        [
            SemaineDOffre(offre=copie, lundi=s.lundi, capacite=s.capacite)
            for s in offre.semaines.all()
            if s.lundi > timezone.localdate()
        ]
    )
    PlaceReservee.objects.bulk_create(
        [
            PlaceReservee(offre=copie, type=r.type, etablissement_id=r.etablissement_id, nombre=r.nombre)
            for r in offre.reserves.all()
        ]
    )
    return copie


@transaction.atomic
def revoir_les_places(*, offre: OffreStage) -> OffreStage:
    """Full when no place is left in any week to come, visible again when one comes back."""
    verrouillee = OffreStage.objects.select_for_update().get(pk=offre.pk)
    if verrouillee.etat not in (EtatOffre.PUBLIEE, EtatOffre.COMPLETE):
        return verrouillee
    etat = EtatOffre.PUBLIEE if _reste_des_places(verrouillee) else EtatOffre.COMPLETE
    return verrouillee if etat == verrouillee.etat else _ecrire(verrouillee, etat=etat)


def expirer_offres(*, maintenant: datetime) -> int:
    """Close every offer whose time is over, those that a failed run missed included. Returns how many."""
    echues = OffreStage.objects.filter(
        Q(etat=EtatOffre.PUBLIEE) | Q(etat=EtatOffre.COMPLETE), expire_le__lte=maintenant
    )
    nombre = 0
    for pk in list(echues.order_by("pk").values_list("pk", flat=True)[:5_000]):
        with transaction.atomic():
            offre = echues.select_for_update().filter(pk=pk).first()
            if offre is not None:
                _ecrire(offre, etat=EtatOffre.EXPIREE)
                nombre += 1
    return nombre


def _dire_la_decision(offre: OffreStage, decision: str, maintenant: datetime, **contexte: Any) -> None:
    cle = f"offre-{decision}:{offre.pk}:{maintenant:%Y%m%d%H%M%S%f}"
    prevenir(offre=offre, cle=cle, nature=f"offre-{decision}", gabarit=GABARITS[decision], **contexte)


def _verrouiller(offre: OffreStage, depuis: Collection[str]) -> OffreStage:
    verrouillee = OffreStage.objects.select_for_update().get(pk=offre.pk)
    if verrouillee.etat not in depuis:
        etat = EtatOffre(verrouillee.etat).label.lower()
        raise TransitionRefusee(f"Cette offre est {etat} : cette action n'est plus possible.")
    return verrouillee


def _ecrire(offre: OffreStage, **champs: Any) -> OffreStage:
    for nom, valeur in champs.items():
        setattr(offre, nom, valeur)
    offre.save(update_fields=[*champs, "updated_at"])
    return offre


def _rendre_visible(offre: OffreStage, maintenant: datetime, **champs: Any) -> OffreStage:
    _ecrire(
        offre,
        etat=EtatOffre.PUBLIEE,
        motif="",
        publiee_le=offre.publiee_le or maintenant,
        expire_le=_fin_de_vie(maintenant),
        rappels=[],
        **champs,
    )
    annoncer(offre=offre)
    return offre


def _fin_de_vie(maintenant: datetime) -> datetime:
    return maintenant + timedelta(days=int(regles_au(timezone.localdate(maintenant))["offre_duree"]))


def _reste_des_places(offre: OffreStage) -> bool:
    if offre.capacite is not None:
        return offre.places_prises < offre.capacite
    semaines = offre.semaines.filter(lundi__gt=timezone.localdate())
    return any(semaine.places_prises < semaine.capacite for semaine in semaines)
