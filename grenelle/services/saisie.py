"""Entry by staff, of one reading or of a thousand: the person's role is asked for each, then all or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from grenelle.choices import Collecte
from grenelle.models import Indicateur, Releve
from grenelle.services.lieux import LieuxDuPlan
from grenelle.services.releves import Examen, Issue, Saisie, ecrire, examiner, identique
from grenelle.services.roles import Action, Droits, droits_de, faute_de_lieu
from grenelle.services.suivi import recalculer
from grenelle.services.validation import proposer

SANS_REGARD = -1
"""The person was shown no value (a file): nothing can have changed under their eyes."""


@dataclass(frozen=True, slots=True)
class Entree:
    """A value for an indicator. ``vu``: the reading that the screen showed, 0 when it showed none."""

    indicateur: Indicateur
    saisie: Saisie
    vu: int = SANS_REGARD


class SaisieRefusee(ValueError):
    """Nothing was written; ``fautes`` by place in the batch."""

    def __init__(self, fautes: dict[int, list[str]]) -> None:
        self.fautes = fautes
        super().__init__(" ".join(faute for liste in fautes.values() for faute in liste))


@dataclass(slots=True)
class BilanDeSaisie:
    """What became of each entry; those of ``fautes`` were left out."""

    issues: dict[int, Issue] = field(default_factory=dict)
    fautes: dict[int, list[str]] = field(default_factory=dict)

    def nombre(self, issue: Issue) -> int:
        return sum(1 for i in self.issues.values() if i is issue)


@transaction.atomic
def saisir(*, entrees: Sequence[Entree], par: Any, maintenant: datetime, tout_ou_rien: bool = True) -> BilanDeSaisie:
    """Write what a person enters, or keep it for validation where four eyes are asked.

    Without ``tout_ou_rien`` (files), faulty entries are left out and reported; the others are written.
    """
    droits = droits_de(par)
    groupes: dict[int, list[int]] = defaultdict(list)
    for rang, entree in enumerate(entrees):
        groupes[entree.indicateur.pk].append(rang)
    bilan = BilanDeSaisie()
    examens: list[tuple[Examen, list[int]]] = []
    lieux: dict[int, LieuxDuPlan] = {}
    for cle in sorted(groupes):  # always in the same order: two writers never wait for each other
        rangs, indicateur = groupes[cle], entrees[groupes[cle][0]].indicateur
        if indicateur.plan_id not in lieux:
            lieux[indicateur.plan_id] = LieuxDuPlan.du_plan(indicateur.plan)
        saisies = [entrees[rang].saisie for rang in rangs]
        examen = examiner(
            indicateur=indicateur, saisies=saisies, maintenant=maintenant, lieux=lieux[indicateur.plan_id]
        )
        for place, rang in enumerate(rangs):
            if fautes := _fautes(examen, place, entrees[rang], droits):
                bilan.fautes[rang] = fautes
        examens.append((examen, [rang for rang in rangs if rang not in bilan.fautes]))
    if bilan.fautes and tout_ou_rien:
        raise SaisieRefusee(bilan.fautes)
    for examen, rangs in examens:
        _ecrire(examen, [entrees[rang].saisie for rang in rangs], rangs, par, maintenant, bilan)
    _recalculer(examens, bilan, maintenant)
    return bilan


def _fautes(examen: Examen, place: int, entree: Entree, droits: Droits) -> list[str]:
    """Rights first: who may not write a reading learns nothing else about it."""
    if faute := faute_de_lieu(droits, Action.SAISIR, examen.indicateur, entree.saisie.territoire):
        return [faute]
    if examen.indicateur.collecte == Collecte.COMPTE:
        return ["Ce chiffre est compté par le portail : il ne se saisit pas."]
    fautes = list(examen.refus.get(place, []))
    courant = examen.connus.get(entree.saisie.cle)
    change = entree.vu not in (SANS_REGARD, courant.pk if courant else 0)
    if change and (courant is None or not identique(courant, entree.saisie)):
        fautes.insert(0, _change_entretemps(courant))
    return fautes


def _change_entretemps(courant: Releve | None) -> str:
    valeur = "non publié" if courant is None or courant.valeur is None else f"{courant.valeur.normalize():f}"
    return f"Ce relevé a changé pendant votre saisie : il vaut maintenant {valeur}. Relisez, puis envoyez de nouveau."


def _ecrire(
    examen: Examen,
    saisies: list[Saisie],
    rangs: list[int],
    par: Any,
    maintenant: datetime,
    bilan: BilanDeSaisie,
) -> None:
    if not saisies:
        return
    if examen.indicateur.se_valide:
        issues = proposer(examen=examen, saisies=saisies, par=par, maintenant=maintenant)
    else:
        issues = ecrire(examen, saisies, maintenant, par).issues
    bilan.issues.update(zip(rangs, issues, strict=True))


def _recalculer(examens: list[tuple[Examen, list[int]]], bilan: BilanDeSaisie, maintenant: datetime) -> None:
    """The states follow what is in force; what waits changes none."""
    plans = {
        examen.indicateur.plan
        for examen, rangs in examens
        if any(bilan.issues[rang] in (Issue.CREE, Issue.REVISE) for rang in rangs)
    }
    for plan in plans:
        recalculer(plan=plan, maintenant=maintenant)
