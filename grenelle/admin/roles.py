"""Rights of the plan on the admin's pages: the same answers as the services, read once a request."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from grenelle.models import Plan
from grenelle.services.roles import Action, Droits, droits_de


def droits_de_la_requete(request: HttpRequest) -> Droits:
    """The person's rights, read once for the whole page."""
    droits: Droits | None = getattr(request, "_droits_du_plan", None)
    if droits is None:
        droits = droits_de(request.user)
        request._droits_du_plan = droits  # type: ignore[attr-defined]
    return droits


def plans_possibles(request: HttpRequest, action: Action) -> list[Plan]:
    """Plans where the person may do it somewhere, in their order."""
    cles = droits_de_la_requete(request).plans(action)
    plans = Plan.objects.actifs()
    return list(plans if cles is None else plans.filter(pk__in=cles))


def plan_demande(request: HttpRequest, plans: list[Plan]) -> Plan | None:
    """The plan that the address names, or the only one; a name that is none of them is a 404."""
    slug = request.GET.get("plan", "")
    if not slug:
        return plans[0] if len(plans) == 1 else None
    plan = next((plan for plan in plans if plan.slug == slug), None)
    if plan is None:
        raise Http404
    return plan


def _plan_et_mesure(objet: Any) -> tuple[int | None, int | None]:
    """Where an object of the plan hangs."""
    if isinstance(objet, Plan):
        return objet.pk, None
    if (axe := getattr(objet, "axe", None)) is not None:
        return axe.plan_id, objet.pk
    for porteur in ("indicateur", "comite", "mesure"):
        if (lie := getattr(objet, porteur, None)) is not None:
            plan, mesure = _plan_et_mesure(lie)
            return plan, mesure
    if (plan := getattr(objet, "plan_id", None)) is not None:
        return plan, getattr(objet, "mesure_id", None)
    return None, None


CHEMINS = {
    "plan": "pk",
    "axe": "plan",
    "mesure": "axe__plan",
    "indicateur": "plan",
    "comite": "plan",
    "document": "plan",
}
"""From what a foreign key names to its plan."""


class SelonLeRole(BaseModelAdmin):
    """Pages of the plan: read by the staff who may enter, changed by the roles of the plan only.

    ``geste`` is what changing needs. Bounds of the role hold for each object; a new one asks the right on its plan.
    """

    geste: Action = Action.DECRIRE

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._permis(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._permis(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who moves a thing on does not make it disappear."""
        return self._permis(request, obj, Action.DECRIRE)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the plans where the person may do it, and what hangs on them."""
        plans = droits_de_la_requete(request).plans(self.geste)
        chemin = CHEMINS.get(db_field.name)
        if plans is not None and chemin and "queryset" not in kwargs:
            tous = db_field.related_model._default_manager.all()
            kwargs["queryset"] = tous.filter(**{f"{chemin}__in": plans})
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What the form made of it must still be within the role."""
        if not self._permis(request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def _permis(self, request: HttpRequest, objet: Any, geste: Action | None = None) -> bool:
        droits, geste = droits_de_la_requete(request), geste or self.geste
        if objet is None or droits.tous:
            return droits.quelque_part(geste)
        plan, mesure = _plan_et_mesure(objet)
        return plan is not None and droits.sur_la_mesure(geste, plan, mesure)
