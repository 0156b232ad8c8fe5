"""The search of offers: which ones, in which order, how many behind each value. Bounded whatever the number of offers.

At most :data:`PLAFOND` offers are taken, in the order asked, by queries that stop there; everything else (counts of
facets, weeks, scores) is read from those few. Beyond, the page says « plus de 1 000 ». See docs/adr/0022.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from metiers.models import Metier
from stages.models import MotDOffre, NiveauDOffre, OffreStage, SemaineDOffre
from stages.models.offre import OffreStageQuerySet
from stages.services.exploration import DEPUIS, CriteresOffres
from stages.services.index_offres import lire_mots
from territoires.models import Commune
from territoires.models.distance import Lieu, autour

PLAFOND = 1_000
COURONNES = (2, 5, 10, 20, 40, 80)
"""Radii tried one after the other when the nearest come first: most searches end in the first ones."""
FACETTES = ("section", "niveau", "semaine_debut", "famille", "departement", "a_distance", "depuis")
_Liens = OffreStage.metiers.through


@dataclass(frozen=True, slots=True)
class LigneTrouvee:
    """What is known of each offer found, without reading it."""

    pk: int
    section: str
    a_distance: str
    departement: str
    publiee_le: datetime | None
    km: float | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """Offers found in the order asked; ``au_dela``: there are more than :data:`PLAFOND`."""

    lignes: tuple[LigneTrouvee, ...]
    au_dela: bool = False

    @property
    def pks(self) -> list[int]:
        return [ligne.pk for ligne in self.lignes]


@dataclass(frozen=True, slots=True)
class CompteDeValeur:
    """Offers behind a value: at least ``nombre`` when ``au_moins``."""

    valeur: str
    nombre: int
    au_moins: bool = False


@dataclass(frozen=True)
class ResultatOffres:
    """An answered search."""

    criteres: CriteresOffres
    lot: Lot
    maintenant: datetime
    _lots: dict[str, Lot] = field(default_factory=dict)
    _comptes: dict[str, list[CompteDeValeur]] = field(default_factory=dict)

    @property
    def nombre(self) -> int:
        return len(self.lot.lignes)

    @cached_property
    def km(self) -> dict[int, float | None]:
        return {ligne.pk: ligne.km for ligne in self.lot.lignes}

    def sans(self, facette: str) -> Lot:
        """What the other criteria keep: what is chosen in a facet does not narrow its own counts."""
        if getattr(self.criteres, facette) == getattr(CriteresOffres(), facette):
            return self.lot
        if facette not in self._lots:
            self._lots[facette] = prendre(self.criteres.sans(facette), self.maintenant)
        return self._lots[facette]

    def compter(self, facette: str) -> list[CompteDeValeur]:
        """Values of a facet with their counts; one query at most, two when the facet is chosen."""
        if facette not in self._comptes:
            lot = self.sans(facette)
            comptes = _COMPTEURS[facette](lot, self.maintenant)
            self._comptes[facette] = [CompteDeValeur(valeur, nombre, lot.au_dela) for valeur, nombre in comptes.items()]
        return self._comptes[facette]


def chercher(criteres: CriteresOffres, maintenant: datetime) -> ResultatOffres:
    """Answer a search. A handful of queries, whatever the number of offers."""
    return ResultatOffres(criteres, prendre(criteres, maintenant), maintenant)


def compter(criteres: CriteresOffres, maintenant: datetime) -> tuple[int, bool]:
    """How many offers a search would find, up to :data:`PLAFOND`, and whether there are more."""
    nombre = len(filtrer(criteres, maintenant).order_by()[: PLAFOND + 1].values_list("pk"))
    return min(nombre, PLAFOND), nombre > PLAFOND


def prendre(criteres: CriteresOffres, maintenant: datetime) -> Lot:
    """The first offers of a search, in its order."""
    if criteres.tri == "distance" and criteres.commune is not None:
        return _au_plus_pres(criteres, criteres.commune, maintenant)
    requete = filtrer(criteres, maintenant)
    if criteres.commune is not None and criteres.rayon_km is None:
        requete = requete.avec_distance(criteres.commune)
    lot = _lire(requete.order_by(*RECENTES), criteres)
    return _par_pertinence(lot, criteres.mots) if criteres.mots and criteres.tri == "pertinence" else lot


RECENTES = (F("publiee_le").desc(), "-pk")
AU_PLUS_PRES = F("distance_km").asc()


def _lire(requete: OffreStageQuerySet, criteres: CriteresOffres) -> Lot:
    champs = ["pk", "section", "a_distance", "commune__departement__code", "publiee_le"]
    if criteres.commune is not None:
        champs.append("distance_km")
    lignes = tuple(LigneTrouvee(*valeurs) for valeurs in requete.values_list(*champs)[: PLAFOND + 1])
    return Lot(lignes[:PLAFOND], len(lignes) > PLAFOND)


def _au_plus_pres(criteres: CriteresOffres, lieu: Lieu, maintenant: datetime) -> Lot:
    """Nearest first: circles that grow until they hold enough, so that far offers are never measured in vain."""
    base, limite = _hors_rayon(criteres, maintenant), criteres.rayon_km
    for rayon in COURONNES:
        if limite is not None and rayon >= limite:
            break
        dedans = autour(base, lieu, rayon)
        if len(dedans.order_by()[: PLAFOND + 1].values_list("pk")) > PLAFOND:
            return _lire(dedans.order_by(AU_PLUS_PRES, *RECENTES), criteres)
    reste = base.avec_distance(lieu) if limite is None else autour(base, lieu, limite)
    return _lire(reste.order_by(AU_PLUS_PRES, *RECENTES), criteres)


def _par_pertinence(lot: Lot, mots: str) -> Lot:
    """Words found in the title first, then in the occupations, then elsewhere; the newest of equals first."""
    entiers, debut = lire_mots(mots)
    cherche = Q(mot__in=entiers) | Q(mot__startswith=debut) if debut else Q(mot__in=entiers)
    notes: dict[int, dict[str, int]] = defaultdict(dict)
    for offre, mot, poids in MotDOffre.objects.filter(cherche, offre__in=lot.pks).values_list("offre", "mot", "poids"):
        cle = mot if mot in entiers else debut
        notes[offre][cle] = max(poids, notes[offre].get(cle, 0))
    ordre = sorted(lot.lignes, key=lambda ligne: -sum(notes[ligne.pk].values()))
    return Lot(tuple(ordre), lot.au_dela)


def filtrer(criteres: CriteresOffres, maintenant: datetime) -> OffreStageQuerySet:
    """Visible offers that answer every criterion, in no order; with ``distance_km`` when a radius is asked."""
    requete = _hors_rayon(criteres, maintenant)
    if criteres.commune is not None and criteres.rayon_km is not None:
        return autour(requete, criteres.commune, criteres.rayon_km)
    return requete


def _hors_rayon(criteres: CriteresOffres, maintenant: datetime) -> OffreStageQuerySet:
    requete = OffreStage.objects.visibles().filter(Q(expire_le__isnull=True) | Q(expire_le__gt=maintenant))
    requete = requete.filter(publiee_le__isnull=False)
    if criteres.section:
        requete = requete.filter(section=criteres.section)
    if criteres.a_distance:
        requete = requete.filter(a_distance=criteres.a_distance)
    if criteres.depuis:
        requete = requete.filter(publiee_le__gte=maintenant - timedelta(days=criteres.depuis))
    if criteres.niveau:
        requete = requete.filter(Exists(NiveauDOffre.objects.filter(offre=OuterRef("pk"), niveau=criteres.niveau)))
    if criteres.metier:
        requete = requete.filter(Exists(_Liens.objects.filter(offrestage=OuterRef("pk"), metier=criteres.metier)))
    if criteres.famille:
        de_la_famille = _Liens.objects.filter(offrestage=OuterRef("pk"), metier__famille=criteres.famille)
        requete = requete.filter(Exists(de_la_famille))
    if criteres.departement or criteres.territoire:
        requete = requete.filter(commune__in=_communes(criteres))
    requete = requete.filter(_quand(criteres, timezone.localdate(maintenant)))
    return _avec_les_mots(requete, criteres.mots)


def _communes(criteres: CriteresOffres) -> list[int]:
    communes = Commune.objects.all()
    if criteres.departement:
        communes = communes.filter(departement=criteres.departement)
    if criteres.territoire:
        communes = communes.filter(territoire=criteres.territoire)
    return list(communes.order_by("pk").values_list("pk", flat=True))


def semaines_ouvertes(aujourdhui: date, places: int = 1) -> Any:
    """Weeks to come with so many places left."""
    return SemaineDOffre.objects.filter(lundi__gt=aujourdhui, capacite__gte=F("places_prises") + places)


def _quand(criteres: CriteresOffres, aujourdhui: date) -> Q:
    """An offer counted by week has a week to come with places, within those asked; another has dates that meet them."""
    places = criteres.places or 1
    semaines = semaines_ouvertes(aujourdhui, places).filter(offre=OuterRef("pk"))
    entieres = Q(capacite__gte=F("places_prises") + places)
    if criteres.semaine_debut:
        semaines = semaines.filter(lundi__gte=criteres.semaine_debut)
        entieres &= Q(fin__gte=criteres.semaine_debut) | Q(fin__isnull=True, debut__gte=criteres.semaine_debut)
    if criteres.semaine_fin:
        semaines = semaines.filter(lundi__lte=criteres.semaine_fin)
        entieres &= Q(debut__lte=criteres.semaine_fin + timedelta(days=6))
    return Q(capacite__isnull=True) & Q(Exists(semaines)) | entieres


def _avec_les_mots(requete: OffreStageQuerySet, q: str) -> OffreStageQuerySet:
    """Offers that have every word, and one that begins like the last."""
    if not q:
        return requete
    entiers, debut = lire_mots(q)
    if not entiers and not debut:
        return requete.none()
    for mot in entiers:
        requete = requete.filter(Exists(MotDOffre.objects.filter(offre=OuterRef("pk"), mot=mot)))
    if debut:
        requete = requete.filter(Exists(MotDOffre.objects.filter(offre=OuterRef("pk"), mot__startswith=debut)))
    return requete


def _par_attribut(nom: str) -> Any:
    def compte(lot: Lot, maintenant: datetime) -> dict[str, int]:
        return dict(Counter(getattr(ligne, nom) for ligne in lot.lignes))

    return compte


def _par_age(lot: Lot, maintenant: datetime) -> dict[str, int]:
    ages = [maintenant - ligne.publiee_le for ligne in lot.lignes if ligne.publiee_le]
    return {str(jours): sum(age <= timedelta(days=jours) for age in ages) for jours in DEPUIS}


def _par_niveau(lot: Lot, maintenant: datetime) -> dict[str, int]:
    return dict(Counter(NiveauDOffre.objects.filter(offre__in=lot.pks).values_list("niveau", flat=True)))


def _par_semaine(lot: Lot, maintenant: datetime) -> dict[str, int]:
    semaines = semaines_ouvertes(timezone.localdate(maintenant)).filter(offre__in=lot.pks).order_by("lundi")
    return {lundi.isoformat(): nombre for lundi, nombre in Counter(semaines.values_list("lundi", flat=True)).items()}


def _par_famille(lot: Lot, maintenant: datetime) -> dict[str, int]:
    paires = _Liens.objects.filter(offrestage__in=lot.pks, metier__famille__isnull=False)
    return dict(Counter(slug for _, slug in set(paires.values_list("offrestage", "metier__famille__slug"))))


_COMPTEURS: dict[str, Any] = {
    "section": _par_attribut("section"),
    "a_distance": _par_attribut("a_distance"),
    "departement": _par_attribut("departement"),
    "depuis": _par_age,
    "niveau": _par_niveau,
    "semaine_debut": _par_semaine,
    "famille": _par_famille,
}


def fiches_courtes(pks: Iterable[int]) -> list[OffreStage]:
    """Offers of a list in the order given, with what a card shows. Four queries."""
    choisis = list(pks)
    lues = OffreStage.objects.select_related("entreprise__organisation", "commune__departement")
    par_pk = lues.prefetch_related("niveaux", "semaines", "metiers__famille").in_bulk(choisis)
    return [par_pk[pk] for pk in choisis if pk in par_pk]


def metiers_voisins(metier: Metier | None, maintenant: datetime, combien: int = 4) -> list[tuple[Metier, int]]:
    """Occupations near this one that have visible offers, with how many (up to the bound)."""
    if metier is None:
        return []
    cibles = list(metier.mobilites.order_by("ordre", "pk").values_list("cible_id", flat=True)[:30])
    visibles = filtrer(CriteresOffres(), maintenant)
    liens = _Liens.objects.filter(metier__in=cibles, offrestage__in=visibles)[: PLAFOND * 2]
    comptes = Counter(liens.values_list("metier", flat=True))
    retenus = [pk for pk in dict.fromkeys(cibles) if comptes[pk]][:combien]
    return [(voisin, comptes[voisin.pk]) for voisin in Metier.objects.cartes(retenus)]


def dernieres(criteres: CriteresOffres, maintenant: datetime, combien: int) -> list[int]:
    """The newest offers of a search, without counting the others."""
    return list(filtrer(criteres, maintenant).order_by(*RECENTES).values_list("pk", flat=True)[:combien])
