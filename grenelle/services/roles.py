"""Who may do what on a plan. Nothing is allowed that no role gives; portal administrators hold every right.

A role restricted to départements gives the readings of these places and nothing that belongs to the whole Région.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q

from comptes.droits import est_administration, peut_entrer_dans_l_administration
from comptes.models import Utilisateur
from grenelle.choices import RoleDePlan
from grenelle.models import Attribution, Indicateur, Mesure, Plan
from territoires.models import TerritoireEmploi


class Action(StrEnum):
    """What is done on a plan."""

    LIRE = "lire"  # the working screens: what waits, comments, alerts
    COMMENTER = "commenter"
    SAISIR = "saisir"  # readings, by the table or by a file
    VALIDER = "valider"  # somebody else's readings
    AVANCER = "avancer"  # milestones and commitments
    DECIDER = "decider"  # another state than the rule's
    DECRIRE = "decrire"  # texts, indicators, targets, committees, documents
    CONVENIR = "convenir"  # conventions
    AMENDER = "amender"  # what a concluded Grenelle changes
    ATTRIBUER = "attribuer"  # roles


ACTIONS_DU_ROLE: dict[str, frozenset[Action]] = {
    RoleDePlan.LECTEUR: frozenset({Action.LIRE}),
    RoleDePlan.EDITEUR: frozenset({Action.LIRE, Action.COMMENTER, Action.SAISIR, Action.AVANCER}),
    RoleDePlan.VALIDATEUR: frozenset({Action.LIRE, Action.COMMENTER, Action.VALIDER}),
    RoleDePlan.ADMINISTRATEUR: frozenset(Action),
}
# What a role restricted to some places keeps.
ACTIONS_LOCALES = frozenset({Action.LIRE, Action.COMMENTER, Action.SAISIR, Action.VALIDER})


class ActionRefusee(PermissionError):
    """No role of the person allows it; the message says so in French."""


@dataclass(frozen=True, slots=True)
class RoleTenu:
    """A role with its bounds. ``mesures`` ``None``: all of the plan; ``lieux`` ``None``: the whole Région."""

    plan: int
    role: str
    mesures: frozenset[int] | None
    lieux: frozenset[str] | None

    def permet(self, action: Action) -> bool:
        return action in ACTIONS_DU_ROLE[self.role] and (self.lieux is None or action in ACTIONS_LOCALES)


@dataclass(frozen=True, slots=True)
class Droits:
    """Every right of a person, read once."""

    tous: bool = False
    roles: tuple[RoleTenu, ...] = field(default_factory=tuple)

    def _tenus(self, action: Action, plan: int) -> Iterable[RoleTenu]:
        return (role for role in self.roles if role.plan == plan and role.permet(action))

    def sur_le_plan(self, action: Action, plan: int) -> bool:
        """Somewhere in the plan: enough to open a screen, never to write."""
        return self.tous or any(self._tenus(action, plan))

    def quelque_part(self, action: Action) -> bool:
        return self.tous or any(role.permet(action) for role in self.roles)

    def plans(self, action: Action) -> frozenset[int] | None:
        """Plans where the action is possible somewhere; ``None``: all of them."""
        return None if self.tous else frozenset(role.plan for role in self.roles if role.permet(action))

    def sur_la_mesure(self, action: Action, plan: int, mesure: int | None) -> bool:
        """On a measure; ``None`` is what belongs to the plan as a whole, for roles that hold all measures."""
        return self.tous or any(role.mesures is None or mesure in role.mesures for role in self._tenus(action, plan))

    def au_lieu(self, action: Action, plan: int, mesure: int | None, lieu: str) -> bool:
        """On a measure's readings of a place; the empty place is the Région."""
        return self.tous or any(
            (role.mesures is None or mesure in role.mesures) and (role.lieux is None or lieu in role.lieux)
            for role in self._tenus(action, plan)
        )

    def mesures_a_lire(self) -> Q:
        """Rows that hang on a measure and that the person may read, as a condition."""
        condition = Q(pk__in=[])
        for role in self.roles:
            condition |= Q(mesure__axe__plan=role.plan) if role.mesures is None else Q(mesure__in=role.mesures)
        return condition

    def sur_tout_le_plan(self, action: Action, plan: int) -> bool:
        return self.tous or any(role.mesures is None and role.lieux is None for role in self._tenus(action, plan))


RIEN = Droits()


def droits_de(personne: Any) -> Droits:
    """Read a person's rights, in four queries at most. Whoever may not enter the admin has none."""
    if not isinstance(personne, Utilisateur) or not personne.is_active:
        return RIEN
    if not peut_entrer_dans_l_administration(personne):
        return RIEN
    if est_administration(personne):
        return Droits(tous=True)
    return droits_des([personne.pk]).get(personne.pk, RIEN)


def droits_des(personnes: Iterable[int]) -> dict[int, Droits]:
    """Rights from the roles of several persons, in four queries whatever their number."""
    attributions = list(Attribution.objects.filter(personne__in=list(personnes)).completes())
    lieux = _lieux({d.code for a in attributions for d in a.departements.all()})
    tenus: dict[int, list[RoleTenu]] = {}
    for attribution in attributions:
        departements = [d.code for d in attribution.departements.all()]
        tenus.setdefault(attribution.personne_id, []).append(
            RoleTenu(
                attribution.plan_id,
                attribution.role,
                None if attribution.toutes_les_mesures else frozenset(m.pk for m in attribution.mesures.all()),
                frozenset().union(*(lieux[code] for code in departements)) if departements else None,
            )
        )
    return {personne: Droits(roles=tuple(roles)) for personne, roles in tenus.items()}


def _lieux(departements: set[str]) -> dict[str, frozenset[str]]:
    """A département and its territories, by code."""
    if not departements:
        return {}
    codes = {code: {code} for code in departements}
    territoires = TerritoireEmploi.objects.filter(departement__code__in=departements)
    for departement, territoire in territoires.values_list("departement__code", "code"):
        codes[departement].add(territoire)
    return {code: frozenset(lieux) for code, lieux in codes.items()}


def exiger(personne: Any, action: Action, *, plan: Plan, mesure: Mesure | None = None) -> Droits:
    """Refuse what no role allows on a measure, or on the plan as a whole."""
    droits = droits_de(personne)
    permis = droits.sur_la_mesure(action, plan.pk, mesure.pk) if mesure else droits.sur_tout_le_plan(action, plan.pk)
    if not permis:
        raise ActionRefusee("Votre rôle sur ce plan ne le permet pas.")
    return droits


def faute_de_lieu(droits: Droits, action: Action, indicateur: Indicateur, lieu: str) -> str:
    """Why the readings of a place are out of a person's reach, in French, or nothing."""
    if droits.au_lieu(action, indicateur.plan_id, indicateur.mesure_id, lieu):
        return ""
    if droits.sur_la_mesure(action, indicateur.plan_id, indicateur.mesure_id):
        return "Votre rôle ne porte pas sur ce territoire."
    return "Votre rôle ne porte pas sur cet indicateur."
