"""What the screens of a plan show: the week of the buses, the requests by priority, how good the plan is, in words."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from orientibus.choices import Creneau, Duree, EtatCalcul
from orientibus.models import Affectation, Bus, Demande, Laissee, Plan, Saison
from orientibus.services.jours import calendrier, jours
from orientibus.services.parametres import Parametres

PAR_PAGE = 50
LAISSEES_A_COTE = 30
CASES = (Creneau.MATIN, Creneau.APRES_MIDI, Creneau.SOIR)


@dataclass(slots=True)
class Case:
    """A slot of a bus; ``suite``: the stop began before."""

    creneau: str
    libelle: str
    affectation: Affectation | None = None
    suite: bool = False


@dataclass(slots=True)
class JourBus:
    jour: date
    libre: bool
    pourquoi: str
    cases: list[Case]


@dataclass(slots=True)
class LigneBus:
    """A bus in a week."""

    bus: Bus
    jours: list[JourBus]
    etapes: int = 0


@dataclass(slots=True)
class Semaine:
    lundi: date
    lignes: list[LigneBus]
    precedente: date | None
    suivante: date | None
    affectations: list[Affectation] = field(default_factory=list)

    @property
    def samedi(self) -> date:
        return self.lundi + timedelta(5)


def lundi_demande(saison: Saison, voulu: str, aujourdhui: date) -> date:
    """The Monday asked for, brought into the season; nonsense is the week of today, or the first one."""
    try:
        jour = date.fromisoformat(voulu)
    except ValueError:
        jour = aujourdhui
    jour = min(max(jour, saison.debut), saison.fin)
    return jour - timedelta(jour.weekday())


def semaine_du_plan(plan: Plan, lundi: date) -> Semaine:
    """The cells of every bus from Monday to Saturday. The number of queries does not depend on the plan."""
    saison, samedi = plan.saison, lundi + timedelta(5)
    buses = list(Bus.objects.select_related("depot").prefetch_related("indisponibilites").order_by("code"))
    affectations = _de_la_semaine(plan, lundi, samedi)
    par_bus: dict[int, list[Affectation]] = defaultdict(list)
    for affectation in affectations:
        par_bus[affectation.bus_id].append(affectation)
    connu = calendrier(lundi, samedi)
    absences = Parametres.lire(plan.evenement).absences
    lignes = []
    for bus in buses:
        if not bus.actif and not par_bus[bus.pk]:
            continue
        hors = [(i.debut, i.fin, i.motif) for i in bus.indisponibilites.all()]
        hors += [(a.debut, a.fin, a.motif or "Hors service dans cet essai") for a in absences if a.bus == bus.code]
        jours_bus = []
        for jour in jours(lundi, samedi):
            pourquoi = next((motif for debut, fin, motif in hors if debut <= jour <= fin), "")
            ferie = "" if connu.ouvrable(jour) else "Jour férié"
            cases = [_case(creneau, jour, par_bus[bus.pk]) for creneau in CASES]
            jours_bus.append(JourBus(jour, not (pourquoi or ferie), pourquoi or ferie, cases))
        lignes.append(LigneBus(bus, jours_bus, len(par_bus[bus.pk])))
    avant, apres = lundi - timedelta(7), lundi + timedelta(7)
    return Semaine(
        lundi,
        lignes,
        avant if avant >= saison.debut else None,
        apres if apres <= saison.fin else None,
        [a for a in affectations if lundi <= a.jour <= samedi],
    )


def _de_la_semaine(plan: Plan, lundi: date, samedi: date) -> list[Affectation]:
    """Those of the week, and the stays that began just before it."""
    lignes = plan.affectations.filter(jour__gte=lundi - timedelta(2), jour__lte=samedi)
    lignes = lignes.select_related("demande__commune__departement", "bus").order_by("jour", "bus__code", "pk")
    ordre = {c: rang for rang, c in enumerate((Creneau.MATIN, Creneau.JOURNEE, Creneau.APRES_MIDI, Creneau.SOIR))}
    gardees = [a for a in lignes if a.jour >= lundi or dernier_jour(a) >= lundi]
    return sorted(gardees, key=lambda a: (a.jour, a.bus.code, ordre[Creneau(a.creneau)]))


def dernier_jour(affectation: Affectation) -> date:
    return affectation.jour + timedelta(Duree(affectation.demande.duree).jours - 1)


def _case(creneau: str, jour: date, affectations: list[Affectation]) -> Case:
    case = Case(creneau, Creneau(creneau).label)
    for affectation in affectations:
        if affectation.jour <= jour <= dernier_jour(affectation) and creneau in Creneau(affectation.creneau).cases:
            case.affectation = affectation
            case.suite = affectation.jour < jour or creneau != Creneau(affectation.creneau).cases[0]
    return case


# --- Requests -----------------------------------------------------------------------------------


@dataclass(slots=True)
class LigneDemande:
    demande: Demande
    affectation: Affectation | None
    laissee: Laissee | None


def demandes_du_plan(plan: Plan, *, filtre: str = "", page: str = "") -> tuple[Page[Demande], list[LigneDemande]]:
    """Requests of the season by priority, served or left out and why. ``filtre``: ``servies`` or ``laissees``."""
    demandes = Demande.objects.filter(saison=plan.saison_id).completes().order_by("-poids", "pk")
    if filtre == "servies":
        demandes = demandes.filter(affectations__plan=plan)
    elif filtre == "laissees":
        demandes = demandes.filter(pk__in=plan.laissees.values("demande"))
    rendue = Paginator(demandes, PAR_PAGE).get_page(page)
    pks = [d.pk for d in rendue.object_list]
    servies = {a.demande_id: a for a in plan.affectations.filter(demande__in=pks).select_related("bus")}
    laissees = {e.demande_id: e for e in plan.laissees.filter(demande__in=pks)}
    return rendue, [LigneDemande(d, servies.get(d.pk), laissees.get(d.pk)) for d in rendue.object_list]


def laissees_a_cote(plan: Plan) -> QuerySet[Laissee]:
    """The heaviest requests left out, to be tried by hand."""
    lignes = plan.laissees.select_related("demande__commune__departement").order_by("-demande__poids", "pk")
    return lignes[:LAISSEES_A_COTE]


# --- Quality ------------------------------------------------------------------------------------


def part_du_maximum(plan: Plan) -> float | None:
    """Per cent of the proven maximum that the plan reaches, rounded down: never more than the truth."""
    if plan.poids is None or not plan.borne:
        return None
    return plan.poids * 1000 // plan.borne / 10


def qualite(plan: Plan) -> str:
    """How good the plan is, in plain words."""
    part = part_du_maximum(plan)
    if part is None:
        if plan.poids is not None:
            return "Aucune demande de cette saison n'attend de date : il n'y a rien à placer."
        return "Ce plan n'a pas encore été calculé."
    if plan.prouve and plan.derangement is not None:
        return "Sans déranger davantage les étapes annoncées, aucun plan ne sert plus de priorité : c'est prouvé."
    if plan.prouve:
        return "Aucun autre plan ne sert plus de priorité : c'est prouvé."
    dite = f"{part:.1f}".replace(".", ",")
    reste = (plan.borne or 0) - (plan.poids or 0)
    return (
        f"{dite} % du maximum prouvé : un plan parfait servirait au plus {reste} points de plus, "
        "et peut-être aucun. Un calcul plus long peut réduire cet écart."
    )


def en_calcul(plan: Plan) -> bool:
    return plan.calcul.etat in (EtatCalcul.EN_ATTENTE, EtatCalcul.EN_COURS)
