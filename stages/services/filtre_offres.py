"""Which offers answer the criteria: the conditions of the search, without any order. See docs/adr/0022."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from metiers.models import Metier
from stages.choices import Section
from stages.models import MotDOffre, NiveauDOffre, OffreStage, SemaineDOffre
from stages.models.offre import OffreStageQuerySet
from stages.services.exploration import CriteresOffres
from stages.services.index_offres import lire_mots
from territoires.models import Commune
from territoires.models.distance import autour

OFFRES_LUES = 10_000
"""A word that more offers have is common: enough of them are found among the newest."""
Pistes = list[int] | None
"""Offers among which to look, newest first; ``None``: anywhere."""
_Liens = OffreStage.metiers.through


def filtrer(criteres: CriteresOffres, maintenant: datetime) -> OffreStageQuerySet:
    """Visible offers that answer every criterion, in no order; with ``distance_km`` when a radius is asked."""
    semaines, entieres = _quand(criteres, timezone.localdate(maintenant))
    requete, pistes = _avec_les_listes(_simples(criteres, maintenant), criteres)
    if pistes is not None:
        requete = requete.filter(pk__in=pistes)
    return dans_le_rayon(requete.filter(Q(capacite__isnull=True) & semaines | entieres), criteres)


def moities(criteres: CriteresOffres, maintenant: datetime) -> tuple[list[OffreStageQuerySet], Pistes]:
    """The same set in two queries, without the radius: offers counted by week, and the others; and where to look.

    One query with « or » between them would read every week of every offer. Observation is counted by week, and
    nothing else is: a section needs one query only. When the second answer is a list, only these offers may be found.
    """
    base, pistes = _avec_les_listes(_simples(criteres, maintenant), criteres)
    semaines, entieres = _quand(criteres, timezone.localdate(maintenant))
    par_semaine, par_dates = base.filter(semaines, capacite__isnull=True), base.filter(entieres)
    if not criteres.section:
        return [par_semaine, par_dates], pistes
    return ([par_semaine] if criteres.section == Section.OBSERVATION else [par_dates]), pistes


def dans_le_rayon(requete: OffreStageQuerySet, criteres: CriteresOffres) -> OffreStageQuerySet:
    """Within the radius, if one is asked."""
    if criteres.commune is not None and criteres.rayon_km is not None:
        return autour(requete, criteres.commune, criteres.rayon_km)
    return requete


def _simples(criteres: CriteresOffres, maintenant: datetime) -> OffreStageQuerySet:
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
    if criteres.departement or criteres.territoire:
        requete = requete.filter(commune__in=_communes(criteres))
    return requete


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


def _quand(criteres: CriteresOffres, aujourdhui: date) -> tuple[Q, Q]:
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
    return Q(Exists(semaines)), entieres


def _avec_les_listes(requete: OffreStageQuerySet, criteres: CriteresOffres) -> tuple[OffreStageQuerySet, Pistes]:
    """Conditions on words, occupations and families: those that few offers meet become a list of offers to look at.

    The database alone would often start from the wrong end; from the list, it reads a bounded number of rows.
    """
    sources: list[tuple[QuerySet[Any], str]] = []
    if criteres.mots:
        entiers, debut = lire_mots(criteres.mots)
        sources += [(MotDOffre.objects.filter(mot=mot), "offre") for mot in entiers]
        sources += [(MotDOffre.objects.filter(mot__startswith=debut), "offre")] if debut else []
        if not sources:
            return requete.none(), []
    if criteres.metier:
        sources.append((_Liens.objects.filter(metier=criteres.metier), "offrestage"))
    if criteres.famille:
        metiers = list(Metier.objects.filter(famille=criteres.famille).order_by("pk").values_list("pk", flat=True))
        sources.append((_Liens.objects.filter(metier__in=metiers), "offrestage"))
    listes = []
    for source, lien in sources:
        lues = source.order_by().values_list(lien, flat=True)[: OFFRES_LUES + 1]
        if len(lues) <= OFFRES_LUES:
            listes.append(set(lues))
        else:
            requete = requete.filter(Exists(source.filter(**{lien: OuterRef("pk")})))
    return requete, sorted(set.intersection(*listes), reverse=True) if listes else None
