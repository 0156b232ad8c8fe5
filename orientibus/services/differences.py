"""What a plan changes of the announced stops, and how plans compare."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from orientibus.models import Affectation, Demande, Etape, Plan


@dataclass(frozen=True, slots=True)
class Deplacee:
    """An announced stop and where the plan puts it."""

    etape: Etape
    affectation: Affectation


@dataclass(slots=True)
class Difference:
    """Announced stops that stay, move, are given up; requests that get a date for the first time."""

    memes: list[Etape] = field(default_factory=list)
    deplacees: list[Deplacee] = field(default_factory=list)
    abandonnees: list[Etape] = field(default_factory=list)
    nouvelles: list[Affectation] = field(default_factory=list)

    @property
    def vide(self) -> bool:
        return not (self.deplacees or self.abandonnees or self.nouvelles)


def difference(*, etapes: Iterable[Etape], affectations: Iterable[Affectation]) -> Difference:
    """What accepting these assignments would change of these announced stops."""
    rendue = Difference()
    prevues = {a.demande_id: a for a in affectations}
    for etape in etapes:
        prevue = prevues.pop(etape.demande_id, None)
        if prevue is None:
            rendue.abandonnees.append(etape)
        elif (prevue.bus_id, prevue.jour, prevue.creneau) == (etape.bus_id, etape.jour, etape.creneau):
            rendue.memes.append(etape)
        else:
            rendue.deplacees.append(Deplacee(etape, prevue))
    rendue.nouvelles = list(prevues.values())
    return rendue


@dataclass(slots=True)
class Part:
    """Points asked for in a territory and points served."""

    territoire: str
    demande: int = 0
    servi: int = 0
    demandes: int = 0
    servies: int = 0

    @property
    def taux(self) -> float:
        """Per cent of the points asked for."""
        return 100 * self.servi / self.demande if self.demande else 0.0


def parts_par_territoire(plan: Plan) -> list[Part]:
    """Share of the requested points that the plan serves, territory by territory; the least served first."""
    servies = dict.fromkeys(plan.affectations.values_list("demande_id", flat=True), True)
    parts: dict[str, Part] = {}
    candidates = Demande.objects.a_planifier() | Demande.objects.filter(pk__in=list(servies))
    lignes = candidates.filter(saison=plan.saison_id).distinct()
    for pk, poids, nom in lignes.order_by("pk").values_list("pk", "poids", "commune__territoire__nom"):
        part = parts.setdefault(nom or "Sans territoire", Part(nom or "Sans territoire"))
        part.demande += poids
        part.demandes += 1
        if pk in servies:
            part.servi += poids
            part.servies += 1
    return sorted(parts.values(), key=lambda p: (p.taux, p.territoire))


@dataclass(slots=True)
class Colonne:
    """A plan beside others. ``gagnees`` and ``perdues``: requests by territory, against the first plan."""

    plan: Plan
    points: int
    servies: int
    parts: dict[str, Part]
    gagnees: dict[str, list[str]] = field(default_factory=dict)
    perdues: dict[str, list[str]] = field(default_factory=dict)


def comparer(plans: list[Plan]) -> list[Colonne]:
    """Plans of a season side by side, in the points of the requests themselves whatever weights each plan tried."""
    demandes = {
        pk: (poids, territoire or "Sans territoire", structure)
        for pk, poids, territoire, structure in Demande.objects.filter(saison=plans[0].saison_id).values_list(
            "pk", "poids", "commune__territoire__nom", "structure"
        )
    }
    servies: dict[int, set[int]] = defaultdict(set)
    for plan_id, demande_id in Affectation.objects.filter(plan__in=plans).values_list("plan_id", "demande_id"):
        servies[plan_id].add(demande_id)
    reference = servies[plans[0].pk]
    colonnes = []
    for plan in plans:
        siennes = servies[plan.pk]
        parts = {p.territoire: p for p in parts_par_territoire(plan)}
        points = sum(demandes[d][0] for d in siennes if d in demandes)
        colonne = Colonne(plan, points, len(siennes), parts)
        colonne.gagnees = _par_territoire(siennes - reference, demandes)
        colonne.perdues = _par_territoire(reference - siennes, demandes)
        colonnes.append(colonne)
    return colonnes


def _par_territoire(pks: set[int], demandes: dict[int, tuple[int, str, str]]) -> dict[str, list[str]]:
    rendu: dict[str, list[str]] = defaultdict(list)
    for _poids, territoire, structure in sorted(demandes[pk] for pk in pks if pk in demandes):
        rendu[territoire].append(structure)
    return dict(sorted(rendu.items()))
