"""A year of invented activity, played through the services month after month, flagged as demonstration everywhere.

It touches no reading and no milestone that somebody gave: only indicators without any reading get some, and
milestones of its own are added. ``effacer`` takes all of it away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commun.dates import ajouter_mois
from comptes.models import Utilisateur
from grenelle.choices import EtatJalon, EtatMesure
from grenelle.models import Bilan, Comite, Decision, EditionGrenelle, Indicateur, Jalon, Mesure, Plan, Releve
from grenelle.services.bilan_publication import BilanRefuse, ouvrir_brouillon, publier
from grenelle.services.bilan_textes import Mots, ecrire_les_mots
from grenelle.services.lieux import LieuxDuPlan
from grenelle.services.releves import Issue, Saisie, enregistrer_lot
from grenelle.services.simulation_chiffres import Allure, chiffres_de
from grenelle.services.simulation_conventions import effacer_les_conventions, jouer_les_conventions
from grenelle.services.simulation_grenelle import DOMAINE, jouer_le_grenelle
from grenelle.services.suivi import avancer_jalon, decider_etat, planifier_jalon, recalculer
from territoires.models import Region

MOIS = 12
ETAPES = ("Cadrage avec les partenaires", "Premier bilan d'étape", "Extension à toute la région")
AVIS = ("Point d'étape sur l'avancement", "Priorités de l'année", "Relevés à compléter")


SUITE = (
    Allure.VIVE,
    Allure.TENUE,
    Allure.LENTE,
    Allure.VIVE,
    Allure.MUETTE,
    Allure.RECUL,
    Allure.VIVE,
    Allure.TENUE,
    Allure.VIVE,
    Allure.LENTE,
    Allure.VIVE,
)


class SimulationRefusee(Exception):
    """A real site shows no invented figure."""


@dataclass(slots=True)
class BilanDeSimulation:
    """What was written."""

    releves: int = 0
    revisions: int = 0
    jalons: int = 0
    decisions: int = 0
    contributions: int = 0
    votes: int = 0
    conventions: int = 0


@dataclass(frozen=True, slots=True)
class Geste:
    """Something to write one day: the readings of an indicator, a milestone to move."""

    mois: int
    indicateur: Indicateur | None = None
    saisies: tuple[Saisie, ...] = ()
    jalon: Jalon | None = None
    etat: str = ""
    fait_le: date | None = None


def simuler(*, graine: int, maintenant: datetime, force: bool = False) -> BilanDeSimulation | None:
    """Play the last twelve months on the plans of the portal's Région; ``None`` when they were played before."""
    if not settings.DEBUG and not force:
        raise SimulationRefusee("Une année simulée n'est pas jouée sur un site réel (DEBUG éteint ; --force l'impose).")
    if Releve.objects.filter(demonstration=True).exists() or Jalon.objects.filter(demonstration=True).exists():
        return None
    bilan = BilanDeSimulation()
    with transaction.atomic():
        plans = Plan.objects.actifs().filter(region_code__in=Region.objects.values("code")).order_by("ordre", "slug")
        for rang, plan in enumerate(plans):
            hasard = Random(f"{graine}:{plan.slug}")  # noqa: S311 - an invented year
            if rang == 0:  # before the review, which tells of them
                bilan.contributions, bilan.votes = jouer_le_grenelle(plan=plan, graine=graine, maintenant=maintenant)
                ouvertes = list(Mesure.objects.filter(axe__plan=plan, close_le__isnull=True).order_by("rang"))
                jour = timezone.localdate(maintenant)
                bilan.conventions = jouer_les_conventions(plan=plan, mesures=ouvertes, jour=jour)
            _jouer(plan, hasard, maintenant, bilan, avec_bilan=rang == 0)
    return bilan


@transaction.atomic
def effacer(*, maintenant: datetime) -> int:
    """Take away everything that was simulated; how many rows went."""
    lots = (
        Bilan.objects.filter(demonstration=True),
        Releve.objects.filter(demonstration=True),
        Jalon.objects.filter(demonstration=True),
        Decision.objects.filter(demonstration=True),
        EditionGrenelle.objects.filter(demonstration=True),
        Utilisateur.objects.filter(demonstration=True, email__endswith=DOMAINE),
    )
    nombre = sum(lot.delete()[0] for lot in lots) + effacer_les_conventions()
    Mesure.objects.filter(etat_decide_raison__startswith=RAISON).update(
        etat_decide="", etat_decide_raison="", etat_decide_par=None, etat_decide_le=None
    )
    for plan in Plan.objects.actifs():
        recalculer(plan=plan, maintenant=maintenant)
    Mesure.objects.filter(axe__plan__actif=True).update(etat_depuis=None)
    return nombre


RAISON = "Démonstration :"
INTRODUCTION = (
    "Bilan de démonstration : ses chiffres sont inventés, sauf ceux que les documents du plan donnent. Il montre ce "
    "que le portail réunit chaque année, mesure par mesure, pour préparer le Grenelle."
)
# What staff would write of a measure, by its number.
MOTS = (
    ("1", "Démonstration : les haltes en soirée ont trouvé leur public, surtout loin des villes."),
    ("3", "Démonstration : le marché a pris du retard, la suite est attendue au printemps."),
    ("7", "Démonstration : les offres augmentent, les départements ruraux restent à convaincre."),
)


def _jouer(plan: Plan, hasard: Random, maintenant: datetime, bilan: BilanDeSimulation, *, avec_bilan: bool) -> None:
    """Month after month: what is written, then the rule, so that states change along the year.

    The review is published a month before the end: it then has something that was revised since.
    """
    lieux = LieuxDuPlan.du_plan(plan)
    mesures = list(Mesure.objects.filter(axe__plan=plan, close_le__isnull=True).order_by("rang"))
    allures = {mesure.pk: _allure(rang, hasard) for rang, mesure in enumerate(mesures)}
    gestes = _releves(plan, lieux, allures, hasard, maintenant) + _jalons(mesures, allures, maintenant, bilan)
    for mois in range(1, MOIS + 1):
        moment = _moment(maintenant, mois)
        for geste in (g for g in gestes if g.mois == mois):
            _faire(geste, moment, lieux, bilan)
        if mois % 4 == 0:
            bilan.decisions += _decider(plan, mesures, mois // 4 - 1, moment)
        recalculer(plan=plan, maintenant=moment)
        if avec_bilan and mois == MOIS - 1:
            _publier_le_bilan(plan, moment)
    if mesures and allures[mesures[-1].pk] is not Allure.MUETTE:
        raison = f"{RAISON} le calendrier de cette mesure dépend d'un marché en cours."
        decider_etat(
            mesure=mesures[-1], etat=EtatMesure.VIGILANCE, raison=raison, par=None, maintenant=_moment(maintenant, 11)
        )


def _publier_le_bilan(plan: Plan, moment: datetime) -> None:
    """An interim review of the running year, where the plan may have one."""
    try:
        brouillon = ouvrir_brouillon(
            plan=plan, annee=timezone.localdate(moment).year, maintenant=moment, introduction=INTRODUCTION
        )
        mots = {numero: Mots("", texte) for numero, texte in MOTS}
        ecrire_les_mots(bilan=brouillon, mots=mots, aujourdhui=timezone.localdate(moment))
        publier(bilan=brouillon, par=None, maintenant=moment)
    except BilanRefuse:
        return


def _allure(rang: int, hasard: Random) -> Allure:
    """Most measures go well; some are late, one goes back, of some nobody tells anything."""
    return SUITE[rang % len(SUITE)] if hasard.random() < 0.8 else Allure.VIVE


def _moment(maintenant: datetime, mois: int) -> datetime:
    """A working hour of the month: the twelfth is the present one."""
    jour = ajouter_mois(timezone.localdate(maintenant), mois - MOIS)
    return maintenant + timedelta(days=(jour - timezone.localdate(maintenant)).days)


def _releves(
    plan: Plan, lieux: LieuxDuPlan, allures: dict[int, Allure], hasard: Random, maintenant: datetime
) -> list[Geste]:
    """Readings of the indicators that have none: the past in the first months, the last year along the others."""
    suivis = Indicateur.objects.filter(plan=plan, actif=True, releves__isnull=True).order_by("rang", "code")
    gestes = []
    for indicateur in suivis.prefetch_related("cibles"):
        allure = allures.get(indicateur.mesure_id or 0, Allure.VIVE)
        if allure is Allure.MUETTE:
            continue
        for mois, saisies in chiffres_de(indicateur, lieux, allure, hasard, timezone.localdate(maintenant)):
            gestes.append(Geste(mois, indicateur=indicateur, saisies=tuple(saisies)))
    return gestes


def _jalons(
    mesures: Sequence[Mesure], allures: dict[int, Allure], maintenant: datetime, bilan: BilanDeSimulation
) -> list[Geste]:
    """Three milestones a measure; slow measures leave the last ones late."""
    gestes = []
    for numero, mesure in enumerate(mesures):
        allure = allures[mesure.pk]
        if allure is Allure.MUETTE:
            continue
        for rang, libelle in enumerate(ETAPES):
            mois = 3 + 4 * rang
            prevu = timezone.localdate(_moment(maintenant, mois)) - timedelta(days=numero * 7 % 27)
            jalon = planifier_jalon(
                mesure=mesure, code=f"demonstration-{rang + 1}", libelle=libelle, prevu_le=prevu, demonstration=True
            )
            bilan.jalons += 1
            tenu = rang == 0 or allure is Allure.VIVE or (rang == 1 and allure is not Allure.LENTE)
            gestes.append(Geste(max(mois - 2, 1), jalon=jalon, etat=EtatJalon.EN_COURS))
            if tenu:
                gestes.append(Geste(mois, jalon=jalon, etat=EtatJalon.FAIT, fait_le=prevu))
    return gestes


def _faire(geste: Geste, moment: datetime, lieux: LieuxDuPlan, bilan: BilanDeSimulation) -> None:
    if geste.jalon is not None:
        avancer_jalon(jalon=geste.jalon, etat=geste.etat, fait_le=geste.fait_le, maintenant=moment)
    elif geste.indicateur is not None:
        lot = enregistrer_lot(
            indicateur=geste.indicateur, saisies=geste.saisies, maintenant=moment, demonstration=True, lieux=lieux
        )
        bilan.releves += lot.nombre(Issue.CREE)
        bilan.revisions += lot.nombre(Issue.REVISE)


def _decider(plan: Plan, mesures: Sequence[Mesure], rang: int, moment: datetime) -> int:
    comite = Comite.objects.filter(plan=plan).order_by("code").first()
    if comite is None or not mesures:
        return 0
    decision = Decision.objects.create(
        comite=comite,
        le=timezone.localdate(moment),
        objet=AVIS[rang % len(AVIS)],
        texte="Décision inventée pour la démonstration : le comité prend acte et demande un point au trimestre.",
        demonstration=True,
    )
    decision.mesures.set(mesures[rang * 3 : rang * 3 + 3])
    return 1
