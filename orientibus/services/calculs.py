"""A run of the planner: taken by one worker, followed while it works, stopped on demand, never left without an end.

The planner works in a thread of its own, without the database; this one writes what it found each second and reads
whether someone asked it to stop. ``bail`` says until when the worker is believed alive; ``debut`` is the mark of who
took the run: a worker that lost it writes nothing.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from commun.choix import OuiNon
from orientibus.choices import EtatCalcul, EtatPlan
from orientibus.models import Calcul, Plan
from orientibus.planification.instance import Instance
from orientibus.planification.motifs import Explications
from orientibus.planification.solution import Impossible
from orientibus.planification.solveur import Progres, Reglages, Resultat, planifier
from orientibus.services.instance import Dossier, InstanceImpossible, dossier_du_plan
from orientibus.services.mots import en_mots
from orientibus.services.plans import PlanImpossible, Raison, enregistrer, verrouiller

journal = logging.getLogger(__name__)
BAIL = timedelta(seconds=90)
OUBLI = timedelta(minutes=2)
INTERVALLE = 1.0
EXPLICATIONS = 20.0
"""Seconds given to the reasons, the heaviest request first; the others get a general one."""
ETAPES = {
    "": "Préparation",
    "recuit": "Premier plan",
    "poids": "Servir le plus de priorité",
    "equilibre": "Équilibrer les territoires",
    "km": "Raccourcir les trajets",
    "motifs": "Expliquer ce qui reste",
}
SANS_PLACE = Raison("bus pris", "Les bus qui pourraient venir servent des demandes plus prioritaires.")
SANS_STATIONNEMENT = Raison(
    "stationnement",
    "Le lieu n'a pas de place pour un véhicule de 19 mètres.",
    "Trouver dans la commune un endroit où le bus peut se garer.",
)
RETIREE = Raison("retirée", "Retirée de ce plan par la Région.")
INTERROMPU = "Le calcul s'est interrompu avant la fin. Rien n'a été perdu du plan : relancez-le."


class CalculPerdu(Exception):
    """Another took the run, or it was declared dead: what was found here is thrown away."""


@dataclass(frozen=True, slots=True)
class Marque:
    """A run and the moment that says who holds it."""

    plan_id: int
    debut: datetime

    def lignes(self) -> QuerySet[Calcul]:
        return Calcul.objects.filter(plan_id=self.plan_id, debut=self.debut, etat=EtatCalcul.EN_COURS)


def executer_calcul(
    plan_id: int, *, secondes_max: int | None = None, processus: int = 2, aujourdhui: date | None = None
) -> bool:
    """Take the run of a plan and lead it to its end. False when there is nothing to take: twice is once."""
    marque = _prendre(plan_id)
    if marque is None:
        return False
    plan = Plan.objects.select_related("saison").get(pk=plan_id)
    try:
        dossier = dossier_du_plan(plan, aujourdhui=aujourdhui or timezone.localdate())
        secondes = min(plan.secondes, secondes_max or plan.secondes)
        resultat = _chercher(marque, dossier.instance, secondes=secondes, graine=plan.graine, processus=processus)
        _ranger(marque, plan, dossier, resultat)
    except CalculPerdu:
        journal.warning("Calcul du plan %s perdu : son résultat est laissé.", plan_id)
    except (InstanceImpossible, PlanImpossible) as raison:
        _finir(marque, EtatCalcul.ECHEC, str(raison))
    except Exception:
        journal.exception("Calcul du plan %s", plan_id)
        _finir(marque, EtatCalcul.ECHEC, "Le calcul a rencontré une erreur imprévue. Réessayez, ou écrivez-nous.")
    return True


@transaction.atomic
def relancer_calcul(*, plan: Plan) -> None:
    """The run of a draft again, once the last one is over."""
    plan = verrouiller(plan)
    remise = {"etape": "", "message": "", "conflit": [], "ecoule": 0, "arret_demande": False, "fin": None}
    neuf = {"etat": EtatCalcul.EN_ATTENTE, "bail": None, "debut": None, "created_at": timezone.now()}
    Calcul.objects.filter(plan=plan).update(**remise, **neuf)


def arreter_calcul(*, plan: Plan) -> bool:
    """Ask a run to stop: it keeps the best plan found. One that nobody took yet is simply over."""
    attend = Calcul.objects.filter(plan=plan, etat=EtatCalcul.EN_ATTENTE)
    if attend.update(etat=EtatCalcul.ECHEC, message="Arrêté avant d'avoir commencé.", fin=timezone.now()):
        return True
    return bool(Calcul.objects.filter(plan=plan, etat=EtatCalcul.EN_COURS).update(arret_demande=True))


def declarer_les_morts(maintenant: datetime) -> int:
    """Runs whose worker gives no sign any more are over: staff start them again."""
    morts = Calcul.objects.filter(etat=EtatCalcul.EN_COURS, bail__lt=maintenant)
    return morts.update(etat=EtatCalcul.ECHEC, message=INTERROMPU, fin=maintenant)


def calculs_oublies(maintenant: datetime) -> list[int]:
    """Plans whose run waits for too long: its message was lost."""
    attendent = Calcul.objects.filter(etat=EtatCalcul.EN_ATTENTE, created_at__lt=maintenant - OUBLI)
    return list(attendent.order_by("pk").values_list("plan_id", flat=True))


# --- Pieces -------------------------------------------------------------------------------------


def _prendre(plan_id: int) -> Marque | None:
    maintenant = timezone.now()
    libre = Calcul.objects.filter(plan_id=plan_id, plan__etat=EtatPlan.BROUILLON, etat=EtatCalcul.EN_ATTENTE)
    pks = list(libre.values_list("pk", flat=True))
    pris = Calcul.objects.filter(pk__in=pks, etat=EtatCalcul.EN_ATTENTE)
    prise = pris.update(etat=EtatCalcul.EN_COURS, debut=maintenant, bail=maintenant + BAIL, fin=None, message="")
    return Marque(plan_id, maintenant) if prise else None


class _Fil(threading.Thread):
    """The planner at work. No query is made here."""

    def __init__(self, instance: Instance, reglages: Reglages) -> None:
        super().__init__(daemon=True, name="planificateur")
        self.instance, self.reglages = instance, reglages
        self.resultat: Resultat | None = None
        self.erreur: Exception | None = None

    def run(self) -> None:
        try:
            self.resultat = planifier(self.instance, self.reglages)
        except Exception as erreur:
            self.erreur = erreur


def _chercher(marque: Marque, instance: Instance, *, secondes: int, graine: int, processus: int) -> Resultat:
    dernier: list[Progres] = []
    arret = threading.Event()

    def noter(progres: Progres) -> None:
        dernier[:] = [progres]

    reglages = Reglages(secondes, graine, processus, progres=noter, arret=arret.is_set)
    fil = _Fil(instance, reglages)
    fil.start()
    try:
        while fil.is_alive():
            fil.join(INTERVALLE)
            if _suivre(marque, dernier[-1] if dernier else None):
                arret.set()
    finally:
        arret.set()
    if fil.erreur is not None:
        raise fil.erreur
    if fil.resultat is None:
        raise CalculPerdu
    return fil.resultat


def _suivre(marque: Marque, progres: Progres | None) -> bool:
    """Write the progress and prolong the lease. True when someone asked to stop."""
    ecrit = {"bail": timezone.now() + BAIL}
    dit = {}
    if progres is not None:
        dit = {"etape": progres.etape, "poids": progres.poids, "borne": progres.borne, "ecoule": progres.ecoule}
    if not marque.lignes().update(**ecrit, **dit):
        raise CalculPerdu
    return marque.lignes().filter(arret_demande=True).exists()


def _ranger(marque: Marque, plan: Plan, dossier: Dossier, resultat: Resultat) -> None:
    reponse = resultat.reponse
    if isinstance(reponse, Impossible):
        noms = [f"{dossier.demandes[c].structure} ({c})" for c in reponse.conflit]
        _finir(marque, EtatCalcul.IMPOSSIBLE, _impossible(noms, resultat), conflit=list(reponse.conflit))
        return
    raisons = _expliquer(marque, dossier, Explications(dossier.instance, reponse.arrets))
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).select_related("saison").get(pk=plan.pk)
        if plan.etat != EtatPlan.BROUILLON or not marque.lignes().exists():
            raise CalculPerdu
        bilan = enregistrer(plan=plan, dossier=dossier, arrets=reponse.arrets, raisons=raisons)
        plan.borne = max(resultat.borne, bilan.poids)
        plan.prouve, plan.derangement_prouve = resultat.prouve, resultat.derangement_prouve
        plan.save()
        fini = {"poids": bilan.poids, "borne": plan.borne, "ecoule": resultat.secondes, "etape": ""}
        _finir(marque, EtatCalcul.FINI, "", **fini)


def _impossible(noms: list[str], resultat: Resultat) -> str:
    if len(noms) == 1:
        return f"{noms[0]} est promise mais ne peut être servie par aucun bus à aucune date."
    preuve = " Sans l'une d'elles, les autres tiennent." if resultat.conflit_minimal else ""
    return f"Ces demandes promises ne tiennent pas ensemble : {', '.join(noms)}.{preuve}"


def _expliquer(marque: Marque, dossier: Dossier, explications: Explications) -> Mapping[str, Raison]:
    """Why each request is left out, as long as time allows."""
    _suivre(marque, None)
    debut = dernier = time.monotonic()
    raisons: dict[str, Raison] = {}
    for code in explications.laissees():
        maintenant = time.monotonic()
        if maintenant - dernier > INTERVALLE:
            dernier = maintenant
            marque.lignes().update(etape="motifs", bail=timezone.now() + BAIL)
        if code in dossier.instance.retirees:
            raisons[code] = RETIREE
        elif dossier.demandes[code].stationnement == OuiNon.NON:
            raisons[code] = SANS_STATIONNEMENT
        elif maintenant - debut > EXPLICATIONS:
            raisons[code] = SANS_PLACE
        else:
            dite = explications.expliquer(code)
            raisons[code] = Raison(dite.motif.value, en_mots(dite.detail, dossier), en_mots(dite.changement, dossier))
    return raisons


def _finir(marque: Marque, etat: str, message: str, **champs: object) -> None:
    marque.lignes().update(etat=etat, message=message, fin=timezone.now(), bail=None, **champs)
