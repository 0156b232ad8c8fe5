"""Writing what a company types. A draft keeps everything, understood or not; a published offer stays right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from metiers.models import Metier
from stages.choices import EtatOffre
from stages.models import Entreprise, NiveauDOffre, OffreStage, PlaceReservee, SemaineDOffre
from stages.services.controles import controler
from stages.services.offres import OffreIncomplete, est_tiree, revoir_les_places
from stages.services.textes import empreinte
from territoires.models import Commune

EN_LIGNE = (EtatOffre.PUBLIEE, EtatOffre.COMPLETE)
DOIT_ETRE_JUSTE = (*EN_LIGNE, EtatOffre.A_MODERER)
CE_QUI_COMPTE = ("titre", "description", "commune_id", "adresse", "debut", "fin", "duree_mois", "contrat")
"""A published offer that changes in one of these, its occupations, levels or weeks may be checked again."""


class EditionRefusee(Exception):
    """What was asked would take a place from someone who has it; ``champ`` is the field at fault."""

    def __init__(self, message: str, champ: str) -> None:
        self.champ = champ
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Places kept: a kind, an establishment when the kind asks for one, how many."""

    type: str
    nombre: int
    etablissement: int | None = None


@dataclass(frozen=True, slots=True)
class Contenu:
    """What was understood of a form (``champs``: columns of the offer), and what was not (``saisie``)."""

    champs: Mapping[str, Any]
    niveaux: Sequence[str]
    metiers: Sequence[Metier]
    semaines: Mapping[date, int] = field(default_factory=dict)
    reserves: Sequence[Reservation] = ()
    saisie: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def creer_brouillon(*, entreprise: Entreprise, section: str, titre: str, commune: Commune) -> OffreStage:
    """A draft: the rest is typed later, in as many times as wanted."""
    return OffreStage.objects.create(
        entreprise=entreprise,
        section=section,
        titre=titre.strip(),
        slug=slug_de(titre),
        commune=commune,
        latitude=commune.latitude,
        longitude=commune.longitude,
    )


def slug_de(titre: str) -> str:
    """Address part of a title; never empty."""
    return slugify(titre)[:160].strip("-") or "offre"


@transaction.atomic
def enregistrer(*, offre: OffreStage, contenu: Contenu, maintenant: datetime) -> OffreStage:
    """Write a form. An offer online or awaiting moderation must stay complete: :class:`OffreIncomplete` undoes all."""
    verrouillee = OffreStage.objects.select_for_update().get(pk=offre.pk)
    avant = _ce_qui_compte(verrouillee)
    for nom, valeur in contenu.champs.items():
        setattr(verrouillee, nom, valeur)
    verrouillee.saisie = dict(contenu.saisie)
    verrouillee.slug = slug_de(verrouillee.titre)
    verrouillee.latitude = verrouillee.commune.latitude
    verrouillee.longitude = verrouillee.commune.longitude
    verrouillee.empreinte = empreinte(verrouillee.titre, verrouillee.description)
    if verrouillee.capacite is not None and verrouillee.places_prises > verrouillee.capacite:
        prises = verrouillee.places_prises
        raise EditionRefusee(f"{prises} place(s) sont déjà prises : gardez-en au moins autant.", "capacite")
    _ecrire_les_lignes(verrouillee, contenu)
    change = _ce_qui_compte(verrouillee) != avant
    if change and verrouillee.etat in EN_LIGNE:
        non_verifiee = not verrouillee.entreprise.organisation.verifiee
        tiree = est_tiree(verrouillee, maintenant, tirage=f"{maintenant:%Y%m%d%H%M%S}")
        verrouillee.a_controler = verrouillee.a_controler or non_verifiee or tiree
    verrouillee.save()
    if verrouillee.etat in DOIT_ETRE_JUSTE:
        manques = controler(verrouillee, timezone.localdate(maintenant))
        if manques:
            raise OffreIncomplete(manques)
    return revoir_les_places(offre=verrouillee)


def _ce_qui_compte(offre: OffreStage) -> tuple[Any, ...]:
    return (
        *(getattr(offre, nom) for nom in CE_QUI_COMPTE),
        frozenset(offre.metiers.values_list("pk", flat=True)),
        frozenset(offre.niveaux.values_list("niveau", flat=True)),
        frozenset(offre.semaines.values_list("lundi", flat=True)),
    )


def _ecrire_les_lignes(offre: OffreStage, contenu: Contenu) -> None:
    offre.metiers.set(contenu.metiers)
    offre.niveaux.exclude(niveau__in=contenu.niveaux).delete()
    deja = set(offre.niveaux.values_list("niveau", flat=True))
    NiveauDOffre.objects.bulk_create(
        [NiveauDOffre(offre=offre, niveau=niveau) for niveau in dict.fromkeys(contenu.niveaux) if niveau not in deja]
    )
    _ecrire_les_semaines(offre, contenu.semaines)
    offre.reserves.all().delete()
    PlaceReservee.objects.bulk_create(
        [
            PlaceReservee(offre=offre, type=r.type, nombre=r.nombre, etablissement_id=r.etablissement)
            for r in contenu.reserves
        ]
    )


def _ecrire_les_semaines(offre: OffreStage, voulues: Mapping[date, int]) -> None:
    """A week that someone applied to stays, and keeps the places that are taken; one that is over is left alone."""
    existantes = {s.lundi: s for s in SemaineDOffre.objects.select_for_update().filter(offre=offre)}
    aujourdhui = timezone.localdate()
    demandees = set(
        offre.candidatures.filter(semaine__isnull=False).values_list("semaine_id", flat=True).distinct()
    )  # fmt: skip
    for lundi, semaine in existantes.items():
        nom = f"semaine du {lundi:%d/%m/%Y}"
        if lundi in voulues:
            if voulues[lundi] < semaine.places_prises:
                prises = semaine.places_prises
                raise EditionRefusee(f"{prises} place(s) déjà prises la {nom} : gardez-en au moins autant.", "semaines")
            if voulues[lundi] != semaine.capacite:
                semaine.capacite = voulues[lundi]
                semaine.save(update_fields=["capacite"])
        elif lundi > aujourdhui:
            if semaine.pk in demandees:
                raise EditionRefusee(f"Des élèves ont postulé pour la {nom} : elle ne peut pas être ôtée.", "semaines")
            semaine.delete()
    SemaineDOffre.objects.bulk_create(
        [SemaineDOffre(offre=offre, lundi=j, capacite=n) for j, n in voulues.items() if j not in existantes]
    )
