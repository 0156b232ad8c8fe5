"""Who works on a plan. The administrators of a plan give its roles; nobody gives oneself one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from commun.administration import ChoixCherches, Historique, LectureSeule
from comptes.droits import est_administration
from comptes.models import Utilisateur
from grenelle.admin.roles import SelonLeRole, droits_de_la_requete
from grenelle.models import Attribution, Commentaire
from grenelle.services.roles import Action


class FormulaireAttribution(forms.ModelForm):
    """Measures of this plan; a person who may enter the admin."""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        plan, mesures = donnees.get("plan"), donnees.get("mesures")
        if plan and mesures and mesures.exclude(axe__plan=plan).exists():
            self.add_error("mesures", "Une de ces mesures n'est pas de ce plan.")
        if not donnees.get("toutes_les_mesures") and not mesures:
            self.add_error("mesures", "Choisissez des mesures, ou cochez « toutes les mesures ».")
        personne = donnees.get("personne")
        if personne and not personne.is_staff:
            self.add_error("personne", "Cette personne n'a pas accès à l'administration.")
        return donnees


@admin.register(Attribution)
class AttributionAdmin(SelonLeRole, ChoixCherches, Historique, ModelAdmin):
    form = FormulaireAttribution
    geste = Action.ATTRIBUER
    list_display = ["personne", "plan", "role", "toutes_les_mesures", "resume_quotidien"]
    list_filter = [("plan", RelatedDropdownFilter), ("role", ChoicesDropdownFilter)]
    list_filter_submit = True
    list_select_related = ["personne", "plan"]
    search_fields = ["personne__email", "personne__nom"]
    autocomplete_fields = ["plan", "mesures"]
    fields = ["personne", "plan", "role", "toutes_les_mesures", "mesures", "departements", "resume_quotidien"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """An administrator of a plan sees the roles of this plan."""
        plans = droits_de_la_requete(request).plans(Action.ATTRIBUER)
        requete = super().get_queryset(request)
        return requete if plans is None else requete.filter(plan__in=plans)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._permis(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def _permis(self, request: HttpRequest, objet: Any, geste: Action | None = None) -> bool:
        """Of the whole plan; one's own role is somebody else's to change."""
        droits = droits_de_la_requete(request)
        if objet is None:
            return droits.quelque_part(self.geste)
        sien = objet.personne_id == request.user.pk and not est_administration(request.user)
        return not sien and droits.sur_tout_le_plan(self.geste, objet.plan_id)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "personne":
            kwargs["queryset"] = Utilisateur.objects.filter(is_staff=True, is_active=True).order_by("email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Commentaire)
class CommentaireAdmin(LectureSeule, ModelAdmin):
    """Written on the screen of a measure, never rewritten; read by those who work on it."""

    list_display = ["__str__", "mesure", "auteur", "le"]
    list_filter = [("mesure__axe__plan", RelatedDropdownFilter)]
    list_select_related = ["mesure", "auteur"]
    search_fields = ["texte", "mesure__titre"]

    def get_queryset(self, request: HttpRequest) -> Any:
        requete, droits = super().get_queryset(request), droits_de_la_requete(request)
        return requete if droits.tous else requete.filter(droits.mesures_a_lire())
