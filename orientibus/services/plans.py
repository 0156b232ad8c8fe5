"""Plans of a season: made, copied with other parameters, written once the verifier has nothing against them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from orientibus.choices import EtatCalcul, EtatDemande, EtatPlan
from orientibus.models import Affectation, Calcul, Demande, Laissee, Plan, Saison
from orientibus.planification.instance import Arret
from orientibus.planification.verificateur import Bilan, Verificateur
from orientibus.services.instance import CODES_CRENEAUX, CRENEAUX, Dossier
from orientibus.services.mots import en_mots
from orientibus.services.parametres import Parametres

SECONDES_MAX = 900
LOT = 500


Ligne = TypeVar("Ligne", Affectation, Laissee)


class PlanImpossible(Exception):
    """This cannot be done of this plan now; the message says why."""


class PlanRefuse(PlanImpossible):
    """The verifier refuses what was to be stored. ``motifs``: every reason, in words."""

    def __init__(self, motifs: list[str]) -> None:
        self.motifs = motifs
        super().__init__(" ".join(motifs[:5]))


class PlanPerime(PlanImpossible):
    """The announced stops changed since the plan was computed."""


@dataclass(frozen=True, slots=True)
class Raison:
    """Why a request is left out. The fields of :class:`Laissee`."""

    motif: str
    explication: str
    changement: str = ""


@transaction.atomic
def creer_plan(
    *,
    saison: Saison,
    nom: str,
    secondes: int,
    auteur: Utilisateur | None,
    maintenant: datetime,
    graine: int = 0,
    parametres: Parametres | None = None,
    origine: Plan | None = None,
) -> Plan:
    """A draft and the run that it waits for. The first one ends the season's requests: they are now studied."""
    saison = Saison.objects.select_for_update().get(pk=saison.pk)
    _commencer(saison, maintenant)
    plan = Plan(
        saison=saison,
        nom=nom.strip()[:120],
        secondes=max(1, min(secondes, SECONDES_MAX)),
        graine=graine,
        origine=origine,
        evenement=(parametres or Parametres()).ecrire(),
        auteur=auteur,
    )
    plan.save()
    if origine is not None:
        Affectation.objects.bulk_create(_copies(origine.affectations.filter(verrouillee=True), plan))
    Calcul.objects.create(plan=plan)
    return plan


def _commencer(saison: Saison, maintenant: datetime) -> None:
    if saison.planification_commencee_le is None:
        saison.planification_commencee_le = maintenant
        saison.save(update_fields=["planification_commencee_le"])
    for demande in Demande.objects.filter(saison=saison, etat=EtatDemande.DEPOSEE).order_by("pk"):
        demande.etat = EtatDemande.A_L_ETUDE
        demande._change_reason = "Planification commencée"  # type: ignore[attr-defined]
        demande.save(update_fields=["etat", "updated_at"])


@transaction.atomic
def copier_plan(*, plan: Plan, nom: str, auteur: Utilisateur | None) -> Plan:
    """The same stops in a new draft, to be changed by hand; nothing is computed."""
    copie = Plan.objects.get(pk=plan.pk)
    copie.pk, copie.etat, copie.nom = None, EtatPlan.BROUILLON, nom.strip()[:120]
    copie._state.adding = True
    copie.origine, copie.auteur, copie.publie_le = plan, auteur, None
    copie.save()
    Affectation.objects.bulk_create(_copies(plan.affectations.all(), copie), batch_size=LOT)
    Laissee.objects.bulk_create(_copies(plan.laissees.all(), copie), batch_size=LOT)
    etat, fin = EtatCalcul.FINI, timezone.now()
    Calcul.objects.create(plan=copie, etat=etat, fin=fin, message="Copie d'un autre plan.")
    return copie


def _copies(lignes: Iterable[Ligne], plan: Plan) -> list[Ligne]:
    """Rows of another plan, to be written for this one."""
    copies = list(lignes)
    for ligne in copies:
        ligne.pk, ligne.plan = None, plan
        ligne._state.adding = True
    return copies


@transaction.atomic
def supprimer_plan(*, plan: Plan) -> None:
    """A draft that nobody needs; what was announced stays in the register."""
    plan = verrouiller(plan)
    plan.delete()


def verrouiller(plan: Plan) -> Plan:
    """The draft, held until the end of the transaction; refused when it is no longer one, or is being computed."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("saison", "calcul").get(pk=plan.pk)
    if plan.etat != EtatPlan.BROUILLON:
        raise PlanImpossible(f"Ce plan est « {plan.get_etat_display().lower()} » : copiez-le pour le changer.")
    if plan.calcul.etat in (EtatCalcul.EN_ATTENTE, EtatCalcul.EN_COURS):
        raise PlanImpossible("Ce plan est en cours de calcul : attendez la fin ou arrêtez-le.")
    return plan


def verifier_fraicheur(plan: Plan, dossier: Dossier) -> None:
    """Refused when announced stops changed since the plan was computed: it would undo what it does not know."""
    connues, presentes = Parametres.lire(plan.evenement).annonces, dossier.empreinte()
    changees = sorted(r for r in connues.keys() | presentes.keys() if connues.get(r) != presentes.get(r))
    if changees:
        noms = ", ".join(dossier.demandes[r].structure if r in dossier.demandes else r for r in changees[:5])
        suite = "…" if len(changees) > 5 else ""
        raise PlanPerime(f"Des étapes annoncées ont changé depuis le calcul ({noms}{suite}) : refaites-le d'abord.")


def traces_du_plan(plan: Plan) -> dict[str, str]:
    """Its stops as they would be announced."""
    return {a.demande: f"{a.bus}|{a.jour.isoformat()}|{CRENEAUX[a.creneau]}" for a in arrets_du_plan(plan)}


def arrets_du_plan(plan: Plan) -> list[Arret]:
    """Its stops, as the planner writes them."""
    lignes = plan.affectations.select_related("demande", "bus")
    return [Arret(a.demande.reference, a.bus.code, a.jour, CODES_CRENEAUX[a.creneau]) for a in lignes]


def enregistrer(*, plan: Plan, dossier: Dossier, arrets: Iterable[Arret], raisons: Mapping[str, Raison]) -> Bilan:
    """Replace the stops of a plan; :class:`PlanRefuse` if the independent verifier has anything against them.

    ``raisons``: why each request is left out; those that have none are not listed. Call it inside a transaction.
    """
    arrets = tuple(arrets)
    juge = Verificateur(dossier.instance)
    if refus := juge.refus(arrets):
        raise PlanRefuse([en_mots(r, dossier) for r in refus])
    verrouillees = set(plan.affectations.filter(verrouillee=True).values_list("demande__reference", flat=True))
    plan.affectations.all().delete()
    plan.laissees.all().delete()
    Affectation.objects.bulk_create(
        [
            Affectation(
                plan=plan,
                demande=dossier.demandes[a.demande],
                bus=dossier.bus[a.bus],
                jour=a.jour,
                creneau=CRENEAUX[a.creneau],
                verrouillee=a.demande in verrouillees,
            )
            for a in arrets
        ],
        batch_size=LOT,
    )
    _ecrire_les_laissees(plan, dossier, raisons)
    bilan = juge.bilan(arrets)
    plan.poids, plan.desequilibre, plan.km, plan.nuits = bilan.poids, bilan.desequilibre, bilan.km, bilan.nuits
    plan.derangement = bilan.derangement if dossier.annonces else None
    plan.evenement = replace(dossier.parametres, annonces=dossier.empreinte()).ecrire()
    return bilan


def _ecrire_les_laissees(plan: Plan, dossier: Dossier, raisons: Mapping[str, Raison]) -> None:
    Laissee.objects.bulk_create(
        [
            Laissee(
                plan=plan,
                demande=dossier.demandes[reference],
                motif=r.motif[:40],
                explication=r.explication[:400],
                changement=r.changement[:400],
            )
            for reference, r in raisons.items()
        ],
        batch_size=LOT,
    )
