"""Accepting a plan: announced stops are freed, moved, offered, and those left out are told, all or nothing."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from comptes.services.envois import ecrire_courriel
from orientibus.choices import EtatDemande, EtatPlan
from orientibus.models import Bus, CaseEtape, Demande, Etape, Indisponibilite, Laissee, Plan, Saison
from orientibus.planification.verificateur import Verificateur
from orientibus.services.avis_etapes import destinataires
from orientibus.services.differences import Difference, difference
from orientibus.services.etapes import EtapeImpossible, annuler_etape, deplacer_etape, proposer_etape
from orientibus.services.instance import Dossier, InstanceImpossible, dossier_du_plan
from orientibus.services.liens import adresse
from orientibus.services.mots import en_mots
from orientibus.services.plans import (
    PlanImpossible,
    PlanRefuse,
    arrets_du_plan,
    traces_du_plan,
    verifier_fraicheur,
    verrouiller,
)

A_DIRE = (EtatDemande.DEPOSEE, EtatDemande.A_L_ETUDE, EtatDemande.NON_RETENUE)
MOTIF_DEPLACEE = "La tournée a été refaite."


@dataclass(frozen=True, slots=True)
class Bilan:
    """What publishing did."""

    proposees: int
    deplacees: int
    annulees: int
    laissees: int


def examiner(plan: Plan, *, aujourdhui: date) -> tuple[Difference, Dossier]:
    """What accepting the plan would change; refused when what it was made from has changed, or a rule is broken."""
    try:
        dossier = dossier_du_plan(plan, aujourdhui=aujourdhui)
    except InstanceImpossible as faute:
        raise PlanImpossible(str(faute)) from faute
    if plan.poids is None:
        raise PlanImpossible("Ce plan n'a pas encore été calculé.")
    verifier_fraicheur(plan, dossier)
    arrets = arrets_du_plan(plan)
    if refus := Verificateur(dossier.instance).refus(arrets):
        raise PlanRefuse([en_mots(motif, dossier) for motif in refus])
    lignes = plan.affectations.select_related("demande__commune", "bus").order_by("jour", "bus__code", "creneau", "pk")
    return difference(etapes=dossier.annonces.values(), affectations=lignes), dossier


@transaction.atomic
def publier_plan(*, plan: Plan, auteur: Utilisateur | None, maintenant: datetime) -> Bilan:
    """Apply a draft. Those who publish at once go one after the other: the second finds its plan out of date."""
    Saison.objects.select_for_update().get(pk=plan.saison_id)
    plan = verrouiller(plan)
    changement, dossier = examiner(plan, aujourdhui=timezone.localdate(maintenant))
    laissees = list(plan.laissees.select_related("demande__demandeur").order_by("pk"))
    try:
        _arreter_les_bus(dossier)
        _liberer(changement, laissees, auteur, maintenant)
        for deplacee in changement.deplacees:
            deplacer_etape(
                etape=deplacee.etape,
                bus=deplacee.affectation.bus,
                jour=deplacee.affectation.jour,
                creneau=deplacee.affectation.creneau,
                auteur=auteur,
                maintenant=maintenant,
                motif=_motif(deplacee.etape, dossier),
            )
        for prevue in changement.nouvelles:
            proposer_etape(
                demande=prevue.demande,
                bus=prevue.bus,
                jour=prevue.jour,
                creneau=prevue.creneau,
                auteur=auteur,
                maintenant=maintenant,
            )
    except EtapeImpossible as faute:
        raise PlanImpossible(str(faute)) from faute
    dites = _dire_les_laissees(plan, laissees, {e.demande_id for e in changement.abandonnees})
    Plan.objects.filter(saison=plan.saison_id, etat=EtatPlan.PUBLIE).update(etat=EtatPlan.REMPLACE)
    plan.etat, plan.publie_le = EtatPlan.PUBLIE, maintenant
    plan.evenement = replace(dossier.parametres, annonces=traces_du_plan(plan)).ecrire()
    plan._history_user = auteur  # type: ignore[attr-defined]
    plan.save()
    return Bilan(len(changement.nouvelles), len(changement.deplacees), len(changement.abandonnees), dites)


def _arreter_les_bus(dossier: Dossier) -> None:
    """The absences that the plan supposes are written: nothing else may be placed there."""
    for absence in dossier.parametres.absences:
        bus = Bus.objects.get(code=absence.bus)
        Indisponibilite.objects.get_or_create(
            bus=bus, debut=absence.debut, fin=absence.fin, defaults={"motif": absence.motif or "Bus indisponible"}
        )


def _liberer(changement: Difference, laissees: list[Laissee], auteur: Utilisateur | None, maintenant: datetime) -> None:
    """Cells first, so that two stops may change places without ever meeting."""
    pourquoi = {laissee.demande_id: laissee.explication for laissee in laissees}
    for etape in changement.abandonnees:
        motif = pourquoi.get(etape.demande_id, MOTIF_DEPLACEE)
        annuler_etape(etape=etape, motif=motif, auteur=auteur, maintenant=maintenant)
    CaseEtape.objects.filter(etape__in=[d.etape for d in changement.deplacees]).delete()


def _motif(etape: Etape, dossier: Dossier) -> str:
    """Why an announced stop moves: the bus that is out then, or the new plan."""
    for absence in dossier.parametres.absences:
        if absence.bus == etape.bus.code and absence.debut <= etape.fin and etape.jour <= absence.fin:
            return f"Le bus prévu ne roule pas à cette date{f' ({absence.motif})' if absence.motif else ''}."
    return MOTIF_DEPLACEE


def _dire_les_laissees(plan: Plan, laissees: list[Laissee], annulees: set[int]) -> int:
    """Those that have no date: their state, the reason, and a mail unless the cancellation just said it."""
    dites = 0
    for laissee in laissees:
        demande = Demande.objects.select_for_update(of=("self",)).select_related("demandeur").get(pk=laissee.demande_id)
        if demande.etat not in A_DIRE:
            continue
        deja = (demande.etat, demande.motif) == (EtatDemande.NON_RETENUE, laissee.explication)
        demande.etat, demande.motif = EtatDemande.NON_RETENUE, laissee.explication
        demande.changement = laissee.changement
        demande._change_reason = "Sans date dans le plan publié"  # type: ignore[attr-defined]
        demande.save(update_fields=["etat", "motif", "changement", "updated_at"])
        dites += 1
        if not deja and demande.pk not in annulees:
            _prevenir(plan, demande)
    return dites


def _prevenir(plan: Plan, demande: Demande) -> None:
    for destinataire in destinataires(demande):
        ecrire_courriel(
            cle=f"demande:{demande.pk}:laissee:{plan.pk}:{destinataire}"[:200],
            nature="demande-laissee",
            destinataire=destinataire,
            gabarit="orientibus/demande_laissee.txt",
            contexte={"demande": demande, "adresse": adresse("orientibus:ma_demande", demande.reference)},
        )
