"""A small season to plan: two buses, some requests at the same place; computed on the spot by the real planner."""

from datetime import UTC, date, datetime, timedelta

from orientibus.models import PeriodeDemande, Plan
from orientibus.services.calculs import executer_calcul
from orientibus.services.plans import creer_plan
from tests.orientibus.fabriques import BusFactory, DemandeFactory, SaisonFactory
from tests.territoires.fabriques import CommuneFactory

MAINTENANT = datetime(2026, 12, 20, 9, tzinfo=UTC)
AUJOURDHUI = date(2026, 12, 20)
LUNDI = date(2027, 1, 11)
MARDI = LUNDI + timedelta(1)


def demande(debut=LUNDI, fin=None, **autres):
    """A request that wishes one day, unless ``fin`` says otherwise."""
    rendue = DemandeFactory(**autres)
    PeriodeDemande.objects.create(demande=rendue, debut=debut, fin=fin or debut)
    return rendue


def bus(**autres):
    return BusFactory(depot=CommuneFactory(latitude=47.05, longitude=-1.0), **autres)


def plan(calcule=True, **autres) -> Plan:
    rendu = creer_plan(saison=SaisonFactory(), nom="Essai", secondes=5, auteur=None, maintenant=MAINTENANT, **autres)
    if calcule:
        calculer(rendu)
    return rendu


def calculer(a_calculer: Plan, aujourdhui=AUJOURDHUI) -> None:
    assert executer_calcul(a_calculer.pk, processus=1, aujourdhui=aujourdhui)
    a_calculer.refresh_from_db()
    a_calculer.calcul.refresh_from_db()


def places(du_plan: Plan) -> dict[str, tuple]:
    lignes = du_plan.affectations.select_related("demande", "bus")
    return {a.demande.reference: (a.bus.code, a.jour, a.creneau) for a in lignes}
