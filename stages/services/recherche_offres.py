"""The search of offers: which ones, in which order, how many behind each value. Bounded whatever the number of offers.

At most :data:`PLAFOND` offers are taken, in the order asked, by queries that stop there; everything else (counts of
facets, weeks, scores) is read from those few. Beyond, the page says « plus de 1 000 ». See docs/adr/0022.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from metiers.models import Metier
from stages.choices import Section
from stages.models import MetierDOffre, MotDOffre, NiveauDOffre, OffreStage
from stages.models.offre import OffreStageQuerySet
from stages.services.cellules import cellules_autour
from stages.services.exploration import DEPUIS, CriteresOffres
from stages.services.filtre_offres import (
    conditions,
    hors_du_temps,
    mesurer,
    offres_visibles,
    peut_etre_du_niveau,
    semaines_demandees,
    semaines_ouvertes,
    trieur,
)
from stages.services.index_offres import lire_mots
from stages.services.listes_offres import Liste, a_des_listes, listes, parcourir
from territoires.models import Commune
from territoires.models.distance import RAYON_MAX_KM, Lieu, autour

PLAFOND = 1_000
POIGNEE = 1_500
"""Offers of a list that are looked at together."""
COURONNES = (0.5, 1, 2, 5, 10, 20, 40, 80)
"""Radii tried one after the other when the nearest come first: most searches end in the first ones."""
FACETTES = ("section", "niveau", "semaine_debut", "famille", "departement", "a_distance", "depuis")
_Liens = OffreStage.metiers.through


class LigneTrouvee(NamedTuple):
    """What is known of each offer found, without reading it."""

    pk: int
    section: str
    a_distance: str
    commune: int
    publiee_le: datetime
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """Offers found in the order asked; ``au_dela``: there are more than :data:`PLAFOND`."""

    lignes: tuple[LigneTrouvee, ...]
    au_dela: bool = False

    @property
    def pks(self) -> list[int]:
        return [ligne.pk for ligne in self.lignes]

    def avec(self, autre: "Lot") -> "Lot":
        """Two lots that share no offer."""
        return Lot(self.lignes + autre.lignes, self.au_dela or autre.au_dela)


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
        return {ligne.pk: ligne.distance_km for ligne in self.lot.lignes}

    def sans(self, facette: str) -> Lot:
        """What the other criteria keep: what is chosen in a facet does not narrow its own counts."""
        if getattr(self.criteres, facette) == getattr(CriteresOffres(), facette):
            return self.lot
        if facette not in self._lots:
            # Those of the section chosen are already there when it is the one that is counted by week.
            deja = facette == "section" and self.criteres.section == Section.OBSERVATION
            lot = prendre(self.criteres.sans(facette), self.maintenant, ordonne=False, par_semaine=not deja)
            self._lots[facette] = lot.avec(self.lot) if deja else lot
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
    return [ligne.pk for ligne in _prendre_les_dernieres(criteres, maintenant, combien, ordonne=True)[:combien]]


RECENTES = (F("publiee_le").desc(), "-pk")
AU_PLUS_PRES = F("distance_km").asc()


def prendre(criteres: CriteresOffres, maintenant: datetime, *, ordonne: bool = True, par_semaine: bool = True) -> Lot:
    """The first offers of a search, in its order; in no order when they are only to be counted, which is quicker.

    Without ``par_semaine``, offers that are counted by week are left out.
    """
    lieu = criteres.commune
    if ordonne and criteres.tri == "distance" and lieu is not None:
        return _au_plus_pres(criteres, lieu, maintenant)
    lignes = _prendre_les_dernieres(criteres, maintenant, PLAFOND + 1, ordonne=ordonne, par_semaine=par_semaine)
    lot = Lot(tuple(lignes[:PLAFOND]), len(lignes) > PLAFOND)
    par_mots = ordonne and criteres.mots and criteres.tri == "pertinence"
    return _par_pertinence(lot, criteres.mots) if par_mots else lot


def _prendre_les_dernieres(
    criteres: CriteresOffres, maintenant: datetime, combien: int, *, ordonne: bool, par_semaine: bool = True
) -> list[LigneTrouvee]:
    """The newest offers, ``combien`` at least if there are so many."""
    if (criteres.semaine_debut or criteres.semaine_fin) and not a_des_listes(criteres):
        lignes = _de_ces_semaines(criteres, maintenant, combien, ordonne=ordonne, par_semaine=par_semaine)
    elif (sources := listes(criteres, par_semaine=par_semaine)) is not None:
        requete = conditions(criteres, maintenant, par_semaine=par_semaine, poignees=True)
        return _suivre(sources, requete, criteres, maintenant, combien)
    else:
        requete = conditions(criteres, maintenant, par_semaine=par_semaine)
        lignes = _lire(mesurer(requete, criteres), criteres, combien, ordonne=ordonne)
    return _les_plus_recentes(lignes) if ordonne else lignes


def _de_ces_semaines(
    criteres: CriteresOffres, maintenant: datetime, combien: int, *, ordonne: bool, par_semaine: bool
) -> list[LigneTrouvee]:
    """Two queries rather than one « or »: offers counted by week, from their weeks; the others, from their dates."""
    lignes: list[LigneTrouvee] = []
    if par_semaine and criteres.section in ("", Section.OBSERVATION):
        semaines = peut_etre_du_niveau(semaines_demandees(criteres, maintenant), criteres.niveau)
        lieu, rayon = criteres.commune, criteres.rayon_km
        if lieu is not None and rayon is not None and (cases := cellules_autour(lieu, rayon)) is not None:
            semaines = semaines.filter(cellule__in=cases)
        comptees = hors_du_temps(criteres, maintenant).filter(
            capacite__isnull=True, pk__in=semaines.order_by().values("offre")
        )
        lignes += _lire(mesurer(comptees, criteres), criteres, combien, ordonne=ordonne)
    if criteres.section != Section.OBSERVATION:
        sources = listes(criteres, par_semaine=False)
        entieres = conditions(criteres, maintenant, par_semaine=False, poignees=sources is not None)
        if sources is None:
            lignes += _lire(mesurer(entieres, criteres), criteres, combien, ordonne=ordonne)
        else:
            lignes += _suivre(sources, entieres, criteres, maintenant, combien)
    return lignes


def _suivre(
    sources: list[Liste], requete: OffreStageQuerySet, criteres: CriteresOffres, maintenant: datetime, combien: int
) -> list[LigneTrouvee]:
    """Look at the offers of the lists by spans of time and by handfuls, the newest first, until there are enough."""
    lignes: list[LigneTrouvee] = []
    mesuree, garde = mesurer(requete, criteres), trieur(criteres, maintenant)
    for poignee in par_poignees(parcourir(sources, criteres, maintenant)):
        lues = _lire(mesuree.filter(pk__parmi=poignee), criteres, POIGNEE, ordonne=False)
        lignes += [ligne for ligne in lues if garde(ligne.section, ligne.commune, ligne.publiee_le)]
        if len(lignes) >= combien:
            break
    return _les_plus_recentes(lignes)


def par_poignees(morceaux: Iterable[list[int]]) -> Iterator[list[int]]:
    """The same offers, in the same order, by handfuls."""
    reste: list[int] = []
    for morceau in morceaux:
        reste += morceau
        while len(reste) >= POIGNEE:
            yield reste[:POIGNEE]
            reste = reste[POIGNEE:]
    if reste:
        yield reste


def _lire(requete: OffreStageQuerySet, criteres: CriteresOffres, combien: int, *, ordonne: bool) -> list[LigneTrouvee]:
    champs = ["pk", "section", "a_distance", "commune", "publiee_le"]
    if criteres.commune is not None:
        champs.append("distance_km")
    rangee = requete.order_by(*RECENTES) if ordonne else requete.order_by()
    return [LigneTrouvee(*valeurs) for valeurs in rangee.values_list(*champs)[:combien]]


def _les_plus_recentes(lignes: list[LigneTrouvee]) -> list[LigneTrouvee]:
    return sorted(lignes, key=lambda ligne: (ligne.publiee_le, ligne.pk), reverse=True)


def _au_plus_pres(criteres: CriteresOffres, lieu: Lieu, maintenant: datetime) -> Lot:
    """Nearest first: circles that grow until they hold enough, so that far offers are never measured in vain."""
    base = conditions(criteres, maintenant)
    limite = criteres.rayon_km or RAYON_MAX_KM
    lignes: list[LigneTrouvee] = []
    for rayon in (*(r for r in COURONNES if r < limite), limite):
        dedans = autour(base, lieu, rayon)
        if a_des_listes(criteres):
            for liste in listes(replace(criteres, rayon_km=ceil(rayon))) or ():
                dedans = dedans.filter(pk__in=liste.values("offre"))
        triees = dedans.order_by(AU_PLUS_PRES, *RECENTES)
        lignes = [LigneTrouvee(*valeurs) for valeurs in triees.values_list(*LigneTrouvee._fields)[: PLAFOND + 1]]
        if len(lignes) > PLAFOND:
            break
    return Lot(tuple(lignes[:PLAFOND]), len(lignes) > PLAFOND)


def _par_pertinence(lot: Lot, mots: str) -> Lot:
    """Words found in the title first, then in the occupations, then elsewhere; the newest of equals first."""
    entiers, debut = lire_mots(mots)
    cherche = Q(mot__in=entiers) | Q(mot__startswith=debut) if debut else Q(mot__in=entiers)
    notes: dict[int, dict[str, int]] = defaultdict(dict)
    trouves = MotDOffre.objects.filter(cherche, offre__pk__parmi=lot.pks)
    for offre, mot, poids in trouves.values_list("offre", "mot", "poids"):
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
    ages = [maintenant - ligne.publiee_le for ligne in lot.lignes]
    return {str(jours): sum(age <= timedelta(days=jours) for age in ages) for jours in DEPUIS}


def _par_niveau(lot: Lot, maintenant: datetime) -> dict[str, int]:
    return _grouper(NiveauDOffre.objects.filter(offre__pk__parmi=lot.pks), "niveau")


def _par_semaine(lot: Lot, maintenant: datetime) -> dict[str, int]:
    semaines = semaines_ouvertes(timezone.localdate(maintenant)).filter(offre__pk__parmi=lot.pks)
    lundis: dict[date, int] = _grouper(semaines, "lundi")
    return {lundi.isoformat(): lundis[lundi] for lundi in sorted(lundis)}


def _par_famille(lot: Lot, maintenant: datetime) -> dict[str, int]:
    liens = _Liens.objects.filter(offrestage__pk__parmi=lot.pks, metier__famille__isnull=False)
    return dict(Counter(slug for _, slug in set(liens.values_list("offrestage", "metier__famille__slug"))))


def _grouper(requete: QuerySet[Any], nom: str) -> dict[Any, int]:
    """Counted by the database: a thousand offers have thousands of these rows."""
    return dict(requete.order_by().values_list(nom).annotate(Count("pk")))


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
    liens = MetierDOffre.objects.filter(metier__in=cibles, offre__in=offres_visibles(maintenant))[: PLAFOND * 2]
    comptes = Counter(liens.values_list("metier", flat=True))
    retenus = [pk for pk in dict.fromkeys(cibles) if comptes[pk]][:combien]
    return [(voisin, comptes[voisin.pk]) for voisin in Metier.objects.cartes(retenus)]
