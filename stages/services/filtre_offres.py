"""Which offers answer the criteria: the conditions of the search, without any order. See docs/adr/0022."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from stages.choices import Section
from stages.models import NiveauDOffre, OffreStage, SemaineDOffre
from stages.models.offre import OffreStageQuerySet
from stages.services.cles import bit_niveau
from stages.services.exploration import CriteresOffres
from territoires.models import Commune
from territoires.models.distance import expression_distance

Requete = TypeVar("Requete", bound=QuerySet[Any])


def offres_visibles(maintenant: datetime) -> OffreStageQuerySet:
    """Every offer that the search may find: published, not past its time, with places to come."""
    ouvertes = semaines_ouvertes(timezone.localdate(maintenant)).filter(offre=OuterRef("pk"))
    par_dates = Q(capacite__gte=F("places_prises") + 1)
    return _en_ligne(maintenant).filter(Q(Exists(ouvertes), capacite__isnull=True) | par_dates)


def semaines_ouvertes(aujourdhui: date, places: int = 1) -> QuerySet[SemaineDOffre]:
    """Weeks to come with so many places left. The first condition is that of an index, as it is written there."""
    ouvertes = SemaineDOffre.objects.filter(capacite__gt=F("places_prises"), lundi__gt=aujourdhui)
    return ouvertes if places == 1 else ouvertes.filter(capacite__gte=F("places_prises") + places)


def semaines_demandees(criteres: CriteresOffres, maintenant: datetime) -> QuerySet[SemaineDOffre]:
    """Weeks to come with places, within those asked."""
    semaines = semaines_ouvertes(timezone.localdate(maintenant), criteres.places or 1)
    if criteres.semaine_debut and criteres.semaine_debut == criteres.semaine_fin:
        return semaines.filter(lundi=criteres.semaine_debut)
    if criteres.semaine_debut:
        semaines = semaines.filter(lundi__gte=criteres.semaine_debut)
    if criteres.semaine_fin:
        semaines = semaines.filter(lundi__lte=criteres.semaine_fin)
    return semaines


def conditions(
    criteres: CriteresOffres, maintenant: datetime, *, par_semaine: bool = True, poignees: bool = False
) -> OffreStageQuerySet:
    """Every condition but the place, the words and the occupations: those that are looked at offer by offer.

    Observation is counted by week, and nothing else is; ``par_semaine`` says whether it is wanted. ``poignees``: offers
    known by their keys are looked at, and :func:`trieur` does the rest.
    """
    requete = hors_du_temps(criteres, maintenant, poignees=poignees)
    if not par_semaine or criteres.section not in ("", Section.OBSERVATION):
        return requete.filter(par_dates(criteres))
    une_semaine = semaines_demandees(criteres, maintenant).filter(offre=OuterRef("pk")).order_by()
    # A value rather than « exists »: the database would read every week of every offer to answer the latter.
    requete = requete.alias(une_semaine=Subquery(une_semaine.values("lundi")[:1]))
    comptees = Q(capacite__isnull=True, une_semaine__isnull=False)
    return requete.filter(comptees if criteres.section else comptees | par_dates(criteres))


def par_dates(criteres: CriteresOffres) -> Q:
    """An offer counted as a whole has places left, and dates that meet the weeks asked."""
    return Q(capacite__gte=F("places_prises") + (criteres.places or 1)) & aux_dates(criteres)


def aux_dates(criteres: CriteresOffres) -> Q:
    """Dates that meet the weeks asked."""
    dates = Q()
    if criteres.semaine_debut:
        dates &= Q(fin__gte=criteres.semaine_debut) | Q(fin__isnull=True, debut__gte=criteres.semaine_debut)
    if criteres.semaine_fin:
        dates &= Q(debut__lte=criteres.semaine_fin + timedelta(days=6))
    return dates


def peut_etre_du_niveau(requete: Requete, niveau: str) -> Requete:
    """Pass over what is known not to be for a level, from the bits alone; the levels themselves are read after."""
    if not niveau:
        return requete
    commun = F("niveaux_bits").bitand(bit_niveau(niveau))
    return requete.alias(commun=commun).filter(Q(commun__gt=0) | Q(niveaux_bits=0))


def hors_du_temps(criteres: CriteresOffres, maintenant: datetime, *, poignees: bool = False) -> OffreStageQuerySet:
    """Conditions that have nothing to do with weeks, dates nor places left."""
    requete = _en_ligne(maintenant)
    if criteres.a_distance:
        requete = requete.filter(a_distance=criteres.a_distance)
    if criteres.niveau:
        requete = requete.filter(Exists(NiveauDOffre.objects.filter(offre=OuterRef("pk"), niveau=criteres.niveau)))
    if poignees:
        return requete
    if criteres.section:
        requete = requete.filter(section=criteres.section)
    if criteres.depuis:
        requete = requete.filter(publiee_le__gte=maintenant - timedelta(days=criteres.depuis))
    if criteres.departement or criteres.territoire:
        requete = requete.filter(commune__in=_communes(criteres))
    return requete


def trieur(criteres: CriteresOffres, maintenant: datetime) -> Callable[[str, int, datetime], bool]:
    """Whether an offer of this section, this commune and this date is asked, when the query does not say so.

    Each of these has an index: PostgreSQL would read half of it to spare itself a few of the offers whose keys it has.
    """
    communes = set(_communes(criteres)) if criteres.departement or criteres.territoire else None
    plancher = maintenant - timedelta(days=criteres.depuis) if criteres.depuis else None

    def garde(section: str, commune: int, publiee_le: datetime) -> bool:
        return (
            criteres.section in ("", section)
            and (communes is None or commune in communes)
            and (plancher is None or publiee_le >= plancher)
        )

    return garde


def _en_ligne(maintenant: datetime) -> OffreStageQuerySet:
    requete = OffreStage.objects.visibles().filter(Q(expire_le__isnull=True) | Q(expire_le__gt=maintenant))
    return requete.filter(publiee_le__isnull=False)


def _communes(criteres: CriteresOffres) -> list[int]:
    communes = Commune.objects.all()
    if criteres.departement:
        communes = communes.filter(departement=criteres.departement)
    if criteres.territoire:
        communes = communes.filter(territoire=criteres.territoire)
    return list(communes.order_by("pk").values_list("pk", flat=True))


def mesurer(requete: OffreStageQuerySet, criteres: CriteresOffres) -> OffreStageQuerySet:
    """With ``distance_km`` when a place is known, and within the radius when one is asked; each offer is measured."""
    lieu = criteres.commune
    if lieu is None:
        return requete
    requete = requete.annotate(distance_km=expression_distance(lieu.latitude, lieu.longitude))
    return requete if criteres.rayon_km is None else requete.filter(distance_km__lte=criteres.rayon_km)


def sections(criteres: CriteresOffres) -> list[str]:
    """Sections that the criteria allow: the index of the squares begins with them."""
    return [criteres.section] if criteres.section else list(Section.values)
