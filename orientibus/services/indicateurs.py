"""Figures that the tours give to the dashboard, by territory; under ``None``, the whole Région.

Demonstration is never counted. A visit whose count nobody gave is not a visit where nobody came: where no count at all
is known, the figure is unknown.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, QuerySet, Sum
from django.utils import timezone

from commun.indicateurs import Echelle, Indicateur, Periode, Valeurs
from orientibus.choices import EtatEtape
from orientibus.models import CompteRendu, Demande, Etape

TERRITOIRE = "commune__territoire__code"


def _sommer(lignes: Iterable[tuple[str | None, int | None]]) -> dict[str | None, int]:
    """By territory, and the total of all (places out of any territory included) under ``None``."""
    valeurs: dict[str | None, int] = {None: 0}
    for code, nombre in lignes:
        valeurs[None] += nombre or 0
        if code is not None:
            valeurs[code] = valeurs.get(code, 0) + (nombre or 0)
    return valeurs


def _par_territoire(requete: QuerySet[Any], prefixe: str, calcul: Any) -> list[tuple[str | None, int | None]]:
    cle = f"{prefixe}{TERRITOIRE}"
    return list(requete.order_by().values_list(cle).annotate(n=calcul).values_list(cle, "n"))


def _visites(debut: datetime, fin: datetime) -> QuerySet[Etape]:
    """Visits whose last day is in the period."""
    return Etape.objects.filter(
        etat=EtatEtape.REALISEE,
        fin__gte=timezone.localdate(debut),
        fin__lt=timezone.localdate(fin),
        demonstration=False,
    )


def haltes_realisees(debut: datetime, fin: datetime) -> Valeurs:
    """Visits done."""
    return _sommer(_par_territoire(_visites(debut, fin), "demande__", Count("pk")))


def personnes_rencontrees(debut: datetime, fin: datetime) -> Valeurs:
    """People on board, as the accounts say; unknown where visits have no account at all."""
    visites = _visites(debut, fin)
    comptees = visites.filter(compte_rendu__frequentations__isnull=False)
    toutes = _sommer(_par_territoire(visites, "demande__", Count("pk")))
    dites = _sommer(_par_territoire(comptees, "demande__", Count("pk", distinct=True)))
    nombres = _sommer(_par_territoire(comptees, "demande__", Sum("compte_rendu__frequentations__nombre")))
    return {
        code: nombres.get(code, 0) if dites.get(code, 0) or not visites_faites else None
        for code, visites_faites in toutes.items()
    }


def demandes_recues(debut: datetime, fin: datetime) -> Valeurs:
    """Requests made in the period."""
    demandes = Demande.objects.filter(created_at__gte=debut, created_at__lt=fin, demonstration=False)
    return _sommer(_par_territoire(demandes, "", Count("pk")))


def demandes_servies(debut: datetime, fin: datetime) -> Valeurs:
    """Requests whose asker took a date in the period."""
    prises = Etape.objects.filter(confirmee_le__gte=debut, confirmee_le__lt=fin, demonstration=False)
    return _sommer(_par_territoire(prises, "demande__", Count("demande", distinct=True)))


def part_en_zone_prioritaire(debut: datetime, fin: datetime) -> Valeurs:
    """Share of the visits done, in percent, where access to guidance is known to be hardest."""
    visites = _visites(debut, fin)
    toutes = _sommer(_par_territoire(visites, "demande__", Count("pk")))
    zone = _sommer(_par_territoire(visites.filter(demande__zone_prioritaire=True), "demande__", Count("pk")))
    return {
        code: (Decimal(100 * zone.get(code, 0)) / nombre).quantize(Decimal("0.1")) if nombre else None
        for code, nombre in toutes.items()
    }


def satisfaction(debut: datetime, fin: datetime) -> Valeurs:
    """Mean of the marks given, from 1 to 5; unknown without any."""
    comptes = CompteRendu.objects.filter(etape__in=_visites(debut, fin), satisfaction__isnull=False)
    cle = f"etape__demande__{TERRITOIRE}"
    moyennes = dict(comptes.order_by().values_list(cle).annotate(m=Avg("satisfaction")).values_list(cle, "m"))
    moyennes[None] = comptes.aggregate(m=Avg("satisfaction"))["m"]
    return {c: Decimal(m).quantize(Decimal("0.1")) if m is not None else None for c, m in moyennes.items()}


def _flux(code: str, libelle: str, unite: str, requete: Callable[[datetime, datetime], Valeurs]) -> Indicateur:
    return Indicateur(f"orientibus.{code}", libelle, unite, Echelle.TERRITOIRE, Periode.FLUX, requete)


INDICATEURS = (
    _flux("haltes_realisees", "Haltes faites par les Orientibus", "haltes", haltes_realisees),
    _flux("personnes_rencontrees", "Personnes rencontrées à bord", "personnes", personnes_rencontrees),
    _flux("demandes_recues", "Demandes de bus reçues", "demandes", demandes_recues),
    _flux("demandes_servies", "Demandes de bus qui ont une date", "demandes", demandes_servies),
    _flux("part_en_zone_prioritaire", "Part des haltes en zone prioritaire", "%", part_en_zone_prioritaire),
    _flux("satisfaction", "Satisfaction, de 1 à 5", "note", satisfaction),
)
