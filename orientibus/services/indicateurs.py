"""Figures that the tours give to the dashboard, by territory; under ``None``, the whole Région.

Demonstration is never counted. A visit whose count nobody gave is not a visit where nobody came: where no count at all
is known, the figure is unknown.
"""

from datetime import datetime
from decimal import Decimal

from django.db.models import Avg, Count, QuerySet, Sum
from django.utils import timezone

from commun.indicateurs import Valeurs, flux, par_lieu, parts
from orientibus.choices import EtatEtape
from orientibus.models import CompteRendu, Demande, Etape

TERRITOIRE = "commune__territoire__code"


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
    return par_lieu(_visites(debut, fin), f"demande__{TERRITOIRE}", Count("pk"))


def personnes_rencontrees(debut: datetime, fin: datetime) -> Valeurs:
    """People on board, as the accounts say; unknown where visits have no account at all."""
    visites = _visites(debut, fin)
    comptees = visites.filter(compte_rendu__frequentations__isnull=False)
    toutes = par_lieu(visites, f"demande__{TERRITOIRE}", Count("pk"))
    dites = par_lieu(comptees, f"demande__{TERRITOIRE}", Count("pk", distinct=True))
    nombres = par_lieu(comptees, f"demande__{TERRITOIRE}", Sum("compte_rendu__frequentations__nombre"))
    return {
        code: nombres.get(code, 0) if dites.get(code, 0) or not visites_faites else None
        for code, visites_faites in toutes.items()
    }


def demandes_recues(debut: datetime, fin: datetime) -> Valeurs:
    """Requests made in the period."""
    demandes = Demande.objects.filter(created_at__gte=debut, created_at__lt=fin, demonstration=False)
    return par_lieu(demandes, TERRITOIRE, Count("pk"))


def demandes_servies(debut: datetime, fin: datetime) -> Valeurs:
    """Requests whose asker took a date in the period."""
    prises = Etape.objects.filter(confirmee_le__gte=debut, confirmee_le__lt=fin, demonstration=False)
    return par_lieu(prises, f"demande__{TERRITOIRE}", Count("demande", distinct=True))


def part_en_zone_prioritaire(debut: datetime, fin: datetime) -> Valeurs:
    """Share of the visits done, in percent, where access to guidance is known to be hardest."""
    visites = _visites(debut, fin)
    toutes = par_lieu(visites, f"demande__{TERRITOIRE}", Count("pk"))
    zone = par_lieu(visites.filter(demande__zone_prioritaire=True), f"demande__{TERRITOIRE}", Count("pk"))
    return parts(zone, toutes)


def satisfaction(debut: datetime, fin: datetime) -> Valeurs:
    """Mean of the marks given, from 1 to 5; unknown without any."""
    comptes = CompteRendu.objects.filter(etape__in=_visites(debut, fin), satisfaction__isnull=False)
    cle = f"etape__demande__{TERRITOIRE}"
    moyennes = dict(comptes.order_by().values_list(cle).annotate(m=Avg("satisfaction")).values_list(cle, "m"))
    moyennes[None] = comptes.aggregate(m=Avg("satisfaction"))["m"]
    return {c: Decimal(m).quantize(Decimal("0.1")) if m is not None else None for c, m in moyennes.items()}


INDICATEURS = (
    flux("orientibus.haltes_realisees", "Haltes faites par les Orientibus", "haltes", haltes_realisees),
    flux("orientibus.personnes_rencontrees", "Personnes rencontrées à bord", "personnes", personnes_rencontrees),
    flux("orientibus.demandes_recues", "Demandes de bus reçues", "demandes", demandes_recues),
    flux("orientibus.demandes_servies", "Demandes de bus qui ont une date", "demandes", demandes_servies),
    flux("orientibus.part_en_zone_prioritaire", "Part des haltes en zone prioritaire", "%", part_en_zone_prioritaire),
    flux("orientibus.satisfaction", "Satisfaction, de 1 à 5", "note", satisfaction),
)
