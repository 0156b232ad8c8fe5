"""The search of offers: which ones, in which order, how many behind each value. Bounded whatever the number of offers.

At most :data:`PLAFOND` offers are taken, in the order asked, by queries that stop there; everything else (counts of
facets, weeks, scores) is read from those few. Beyond, the page says « plus de 1 000 ». See docs/adr/0022.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from metiers.models import Metier
from stages.models import MotDOffre, NiveauDOffre, OffreStage
from stages.models.offre import OffreStageQuerySet
from stages.services.exploration import DEPUIS, CriteresOffres
from stages.services.filtre_offres import dans_le_rayon, filtrer, moities, semaines_ouvertes
from stages.services.index_offres import lire_mots
from territoires.models import Commune
from territoires.models.distance import RAYON_MAX_KM, Lieu, autour

PLAFOND = 1_000
POIGNEE = 2_000
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
    commune: int
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
            self._lots[facette] = prendre(self.criteres.sans(facette), self.maintenant, ordonne=False)
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
    lot = prendre(criteres, maintenant, ordonne=False)
    return len(lot.lignes), lot.au_dela


def dernieres(criteres: CriteresOffres, maintenant: datetime, combien: int) -> list[int]:
    """The newest offers of a search, without counting the others."""
    paires: list[tuple[datetime, int]] = []
    requetes, pistes = moities(criteres, maintenant)
    for moitie in requetes:
        requete = dans_le_rayon(moitie if pistes is None else moitie.filter(pk__in=pistes), criteres)
        lues = requete.order_by(*RECENTES).values_list("publiee_le", "pk")[:combien]
        paires += [(le, pk) for le, pk in lues if le is not None]
    return [pk for _, pk in sorted(paires, reverse=True)[:combien]]


RECENTES = (F("publiee_le").desc(), "-pk")
AU_PLUS_PRES = F("distance_km").asc()


def prendre(criteres: CriteresOffres, maintenant: datetime, *, ordonne: bool = True) -> Lot:
    """The first offers of a search, in its order; in no order when they are only to be counted, which is quicker."""
    lieu = criteres.commune
    if ordonne and criteres.tri == "distance" and lieu is not None:
        return _au_plus_pres(criteres, lieu, maintenant)
    requetes, pistes = moities(criteres, maintenant)
    requetes = [dans_le_rayon(requete, criteres) for requete in requetes]
    if lieu is not None and criteres.rayon_km is None:
        requetes = [requete.avec_distance(lieu) for requete in requetes]
    if pistes is None:
        lot = _lire([requete.order_by(*RECENTES) if ordonne else requete.order_by() for requete in requetes], criteres)
    else:
        lot = _suivre(requetes, pistes, criteres)
    par_mots = ordonne and criteres.mots and criteres.tri == "pertinence"
    return _par_pertinence(lot, criteres.mots) if par_mots else lot


def _suivre(requetes: list[OffreStageQuerySet], pistes: list[int], criteres: CriteresOffres) -> Lot:
    """Look at the offers of a list by handfuls, the last written first, until there are enough."""
    lignes: list[LigneTrouvee] = []
    for debut in range(0, len(pistes), POIGNEE):
        poignee = pistes[debut : debut + POIGNEE]
        lignes += _lignes([requete.filter(pk__in=poignee).order_by() for requete in requetes], criteres)
        if len(lignes) > PLAFOND:
            break
    return _ranger(lignes, criteres)


def _lire(requetes: list[OffreStageQuerySet], criteres: CriteresOffres) -> Lot:
    return _ranger(_lignes(requetes, criteres), criteres)


def _lignes(requetes: list[OffreStageQuerySet], criteres: CriteresOffres) -> list[LigneTrouvee]:
    champs = ["pk", "section", "a_distance", "commune", "publiee_le"]
    if criteres.commune is not None:
        champs.append("distance_km")
    return [LigneTrouvee(*valeurs) for r in requetes for valeurs in r.values_list(*champs)[: PLAFOND + 1]]


def _ranger(lignes: list[LigneTrouvee], criteres: CriteresOffres) -> Lot:
    """At most :data:`PLAFOND` rows, newest first or nearest first."""
    lignes.sort(key=lambda ligne: (ligne.publiee_le, ligne.pk), reverse=True)
    if criteres.tri == "distance" and criteres.commune is not None:
        lignes.sort(key=lambda ligne: ligne.km or 0)
    return Lot(tuple(lignes[:PLAFOND]), len(lignes) > PLAFOND)


def _au_plus_pres(criteres: CriteresOffres, lieu: Lieu, maintenant: datetime) -> Lot:
    """Nearest first: circles that grow until they hold enough, so that far offers are never measured in vain."""
    bases, pistes = moities(criteres, maintenant)
    if pistes is not None:
        bases = [base.filter(pk__in=pistes) for base in bases]
    limite = criteres.rayon_km or RAYON_MAX_KM
    for rayon in (*(r for r in COURONNES if r < limite), limite):
        dedans = [autour(base, lieu, rayon) for base in bases]
        if rayon == limite or _assez(dedans):
            break
    return _lire([requete.order_by(AU_PLUS_PRES, *RECENTES) for requete in dedans], criteres)


def _assez(requetes: list[OffreStageQuerySet]) -> bool:
    return sum(len(requete.order_by().values_list("pk")[: PLAFOND + 1]) for requete in requetes) > PLAFOND


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


def _par_attribut(nom: str) -> Any:
    def compte(lot: Lot, maintenant: datetime) -> dict[str, int]:
        return dict(Counter(getattr(ligne, nom) for ligne in lot.lignes))

    return compte


def _par_departement(lot: Lot, maintenant: datetime) -> dict[str, int]:
    par_commune = Counter(ligne.commune for ligne in lot.lignes)
    comptes: dict[str, int] = defaultdict(int)
    for commune, code in Commune.objects.filter(pk__in=par_commune).values_list("pk", "departement__code"):
        comptes[code] += par_commune[commune]
    return comptes


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
    "departement": _par_departement,
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
