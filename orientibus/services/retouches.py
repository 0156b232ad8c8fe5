"""Changes by hand in a draft: the verifier judges the whole plan each time; what it refuses is not stored."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db import transaction

from orientibus.models import Affectation, Bus, Demande, Plan
from orientibus.planification.instance import Arret
from orientibus.services.instance import CODES_CRENEAUX, Dossier, InstanceImpossible, arret_de, dossier_du_plan
from orientibus.services.plans import (
    PlanImpossible,
    Raison,
    arrets_du_plan,
    enregistrer,
    verifier_fraicheur,
    verrouiller,
)

A_LA_MAIN = Raison("à la main", "Retirée de ce plan à la main.")


@transaction.atomic
def placer(*, plan: Plan, demande: Demande, bus: Bus, jour: date, creneau: str, aujourdhui: date) -> None:
    """Move a stop, or serve a request that was left out."""
    cible = Arret(demande.reference, bus.code, jour, CODES_CRENEAUX[creneau])
    _changer(plan, demande, lambda autres: [*autres, cible], {}, aujourdhui)


@transaction.atomic
def retirer(*, plan: Plan, demande: Demande, aujourdhui: date) -> None:
    """Take a request out of the plan."""
    _changer(plan, demande, lambda autres: autres, {demande.reference: A_LA_MAIN}, aujourdhui)


@transaction.atomic
def basculer_verrou(*, plan: Plan, demande: Demande) -> bool:
    """Lock a stop of the draft (a new run keeps it), or unlock it. Returns whether it is locked now."""
    plan = verrouiller(plan)
    affectation = Affectation.objects.filter(plan=plan, demande=demande).first()
    if affectation is None:
        raise PlanImpossible("Cette demande n'a pas d'étape dans ce plan.")
    affectation.verrouillee = not affectation.verrouillee
    affectation.save(update_fields=["verrouillee"])
    return affectation.verrouillee


def _promise(dossier: Dossier, reference: str, arrets: list[Arret]) -> str:
    """Why an announced stop may not move by hand; empty when it may. The verifier would refuse it in its own words."""
    etape = dossier.annonces.get(reference)
    if etape is None or reference in dossier.parametres.retirees or arret_de(etape) in arrets:
        return ""
    if etape.jour < dossier.gele_avant:
        return f"La visite du {etape.jour:%d/%m/%Y} est passée ou en cours : elle ne bouge plus."
    if dossier.immobile(etape):
        return (
            f"La date du {etape.jour:%d/%m/%Y} est confirmée : elle ne bouge que si son bus manque. "
            "Pour la changer, annulez d'abord l'étape depuis sa page, avec le demandeur."
        )
    return ""


def _changer(
    plan: Plan,
    demande: Demande,
    change: Callable[[list[Arret]], list[Arret]],
    nouvelles: Mapping[str, Raison],
    aujourdhui: date,
) -> None:
    plan = verrouiller(plan)
    sienne = Affectation.objects.filter(plan=plan, demande=demande).first()
    if sienne is not None and sienne.verrouillee:
        raise PlanImpossible("Cette étape est verrouillée : déverrouillez-la d'abord.")
    try:
        dossier = dossier_du_plan(plan, aujourdhui=aujourdhui)
    except InstanceImpossible as faute:
        raise PlanImpossible(str(faute)) from faute
    verifier_fraicheur(plan, dossier)
    if demande.reference not in dossier.demandes:
        raise PlanImpossible("Cette demande n'est plus à placer.")
    arrets = change([a for a in arrets_du_plan(plan) if a.demande != demande.reference])
    if refus := _promise(dossier, demande.reference, arrets):
        raise PlanImpossible(refus)
    servies = {a.demande for a in arrets}
    raisons = {
        laissee.demande.reference: Raison(laissee.motif, laissee.explication, laissee.changement)
        for laissee in plan.laissees.select_related("demande")
        if laissee.demande.reference in dossier.demandes and laissee.demande.reference not in servies
    }
    bilan = enregistrer(plan=plan, dossier=dossier, arrets=arrets, raisons={**raisons, **nouvelles})
    plan.borne = max(plan.borne or 0, bilan.poids)
    plan.prouve = plan.prouve and bilan.poids >= plan.borne
    plan.derangement_prouve = False
    plan.save()
