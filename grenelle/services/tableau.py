"""The plan at a glance: one row a measure, from what is stored. A handful of queries whatever the size of the plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Subquery, Value
from django.utils import timezone

from grenelle.choices import EtatJalon, EtatMesure, Sens
from grenelle.models import Axe, Cible, Indicateur, Jalon, Mesure, Plan, Releve
from grenelle.services.ecriture_des_chiffres import chiffre, periode
from grenelle.services.progression import Suivi
from grenelle.services.suivi import progres_des
from territoires.models import Departement, TerritoireEmploi

NOUVELLES = 6
# From the best to what nobody knows: order of the bar and of its legend.
ORDRE_DES_ETATS = (
    EtatMesure.REALISEE,
    EtatMesure.EN_BONNE_VOIE,
    EtatMesure.A_LANCER,
    EtatMesure.VIGILANCE,
    EtatMesure.EN_DIFFICULTE,
    EtatMesure.CLOSE,
    EtatMesure.A_RENSEIGNER,
)


class Tendance(StrEnum):
    """Between the last two readings; nothing when there are not two."""

    PROGRES = "En progrès"
    STABLE = "Stable"
    RECUL = "En recul"
    INCONNUE = ""


@dataclass(slots=True)
class Ligne:
    """A measure as the dashboard shows it."""

    mesure: Mesure
    publics: frozenset[str]
    jalons: int = 0
    jalons_faits: int = 0
    cibles: int = 0
    cibles_atteintes: int = 0
    releves: int = 0
    demonstration: bool = False
    tendance: Tendance = Tendance.INCONNUE


@dataclass(frozen=True, slots=True)
class Nouvelle:
    """Something that changed, and the measure it is about."""

    le: date
    texte: str
    mesure: Mesure


@dataclass(slots=True)
class Tableau:
    """What the page shows, before any filter."""

    plan: Plan
    axes: list[Axe]
    lignes: list[Ligne]
    nouvelles: list[Nouvelle] = field(default_factory=list)
    demonstration: bool = False


def sante(lignes: Iterable[Ligne]) -> list[tuple[EtatMesure, int]]:
    """How many measures in each state, the states that hold none left out."""
    nombres = Counter(ligne.mesure.etat_affiche for ligne in lignes)
    return [(etat, nombres[etat]) for etat in ORDRE_DES_ETATS if nombres[etat]]


def deux_derniers(indicateurs: Sequence[Indicateur]) -> dict[int, list[Releve]]:
    """The last published reading of the Région and the one before, by indicator, in two queries."""
    serie = (
        Releve.objects.en_vigueur()
        .filter(indicateur=OuterRef("pk"), territoire="", valeur__isnull=False)
        .order_by("-fin", "-debut")
        .values("pk")
    )
    cles = (
        Indicateur.objects.filter(pk__in=[i.pk for i in indicateurs])
        .annotate(dernier=Subquery(serie[:1]), avant=Subquery(serie[1:2]))
        .values_list("pk", "dernier", "avant")
    )
    paires = {pk: [cle for cle in couple if cle is not None] for pk, *couple in cles}
    lus = Releve.objects.in_bulk([cle for couple in paires.values() for cle in couple])
    return {pk: [lus[cle] for cle in couple if cle in lus] for pk, couple in paires.items()}


def tendance_de(indicateur: Indicateur, releves: Sequence[Releve]) -> Tendance:
    """Better or worse than before, in the direction that the indicator wants; none when it wants none."""
    if len(releves) < 2 or indicateur.sens == Sens.SUIVI:
        return Tendance.INCONNUE
    dernier, avant = releves[0].valeur, releves[1].valeur
    if dernier is None or avant is None:
        return Tendance.INCONNUE
    if dernier == avant:
        return Tendance.STABLE
    return Tendance.PROGRES if (dernier > avant) == (indicateur.sens == Sens.HAUSSE) else Tendance.RECUL


def tendance_commune(tendances: Iterable[Tendance]) -> Tendance:
    """Of a measure: what most of its indicators say; as many each way is stable."""
    nombres = Counter(t for t in tendances if t is not Tendance.INCONNUE)
    if not nombres:
        return Tendance.INCONNUE
    ecart = nombres[Tendance.PROGRES] - nombres[Tendance.RECUL]
    return Tendance.STABLE if ecart == 0 else Tendance.PROGRES if ecart > 0 else Tendance.RECUL


def lieux_du_plan(plan: Plan) -> dict[str, str]:
    """Départements then territories of the Région, by code, in one query."""
    departements = Departement.objects.filter(region__code=plan.region_code).annotate(ordre=Value(0))
    territoires = TerritoireEmploi.objects.filter(departement__region__code=plan.region_code).annotate(ordre=Value(1))
    lus = (
        departements.order_by()
        .values_list("ordre", "nom", "code")
        .union(territoires.order_by().values_list("ordre", "nom", "code"), all=True)
    )
    return {code: nom for _, nom, code in sorted(lus)}


def mesures_de(plan: Plan, territoire: str) -> set[int]:
    """Measures that have a reading or a target at a place."""
    suivis = Indicateur.objects.filter(plan=plan, actif=True, mesure__isnull=False).filter(
        Exists(Releve.objects.en_vigueur().filter(indicateur=OuterRef("pk"), territoire=territoire))
        | Exists(Cible.objects.filter(indicateur=OuterRef("pk"), territoire=territoire))
    )
    return set(suivis.order_by().values_list("mesure", flat=True))


def tableau(plan: Plan) -> Tableau:
    """Read everything the page needs, in nine queries at most."""
    axes = list(plan.axes.order_by("rang"))
    mesures = Mesure.objects.filter(axe__plan=plan).order_by("rang").prefetch_related("publics").defer("resume")
    par_axe = {axe.pk: axe for axe in axes}
    lignes: dict[int, Ligne] = {}
    for mesure in mesures:
        mesure.axe = par_axe[mesure.axe_id]
        mesure.axe.plan = plan
        lignes[mesure.pk] = Ligne(mesure, frozenset(p.public for p in mesure.publics.all()))
    nouvelles = _lire_les_jalons(plan, lignes)
    demonstration = _lire_les_indicateurs(plan, lignes, nouvelles)
    nouvelles += [
        Nouvelle(
            timezone.localdate(ligne.mesure.etat_decide_le),
            f"état décidé : {ligne.mesure.etat_affiche.label.lower()}",
            ligne.mesure,
        )
        for ligne in lignes.values()
        if ligne.mesure.etat_decide and ligne.mesure.etat_decide_le
    ]
    nouvelles.sort(key=lambda n: n.le, reverse=True)
    demonstration = demonstration or any(ligne.demonstration for ligne in lignes.values())
    return Tableau(plan, axes, list(lignes.values()), nouvelles[:NOUVELLES], demonstration)


def _lire_les_jalons(plan: Plan, lignes: dict[int, Ligne]) -> list[Nouvelle]:
    nouvelles = []
    jalons = Jalon.objects.filter(mesure__axe__plan=plan).exclude(etat=EtatJalon.ABANDONNE)
    for jalon in jalons.only("mesure", "libelle", "etat", "fait_le", "demonstration"):
        ligne = lignes[jalon.mesure_id]
        ligne.demonstration = ligne.demonstration or jalon.demonstration
        ligne.jalons += 1
        ligne.jalons_faits += jalon.etat == EtatJalon.FAIT
        if jalon.fait_le:
            nouvelles.append(Nouvelle(jalon.fait_le, f"jalon fait : {jalon.libelle}", ligne.mesure))
    return nouvelles


def _lire_les_indicateurs(plan: Plan, lignes: dict[int, Ligne], nouvelles: list[Nouvelle]) -> bool:
    """Fill targets, trends and news; whether a reading is invented."""
    indicateurs = list(Indicateur.objects.filter(plan=plan, actif=True, mesure__isnull=False).defer("formule"))
    derniers = deux_derniers(indicateurs)
    dernieres_valeurs = {pk: (r[0].valeur, r[0].fin) for pk, r in derniers.items() if r}
    progres = progres_des(indicateurs, derniers=dernieres_valeurs)
    tendances: dict[int, list[Tendance]] = defaultdict(list)
    demonstration = False
    for indicateur in indicateurs:
        ligne = lignes[indicateur.mesure_id or 0]
        suivi = progres[indicateur.pk].suivi
        ligne.cibles += suivi is not Suivi.SANS_CIBLE
        ligne.cibles_atteintes += suivi is Suivi.ATTEINTE
        tendances[ligne.mesure.pk].append(tendance_de(indicateur, derniers[indicateur.pk]))
        if not derniers[indicateur.pk]:
            continue
        dernier = derniers[indicateur.pk][0]
        ligne.releves += 1
        demonstration = demonstration or dernier.demonstration
        valeur = f"{chiffre(dernier.valeur, indicateur.unite)} ({periode(dernier.debut, dernier.fin)})"
        nouvelles.append(
            Nouvelle(timezone.localdate(dernier.saisi_le), f"{indicateur.libelle} : {valeur}", ligne.mesure)
        )
    for pk, liste in tendances.items():
        lignes[pk].tendance = tendance_commune(liste)
    return demonstration
