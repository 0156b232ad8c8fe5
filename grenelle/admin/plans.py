"""Plans, their documents and axes."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from commun.administration import ChoixCherches, Historique, LignesAvecChoix
from grenelle.admin.roles import SelonLeRole, droits_de_la_requete
from grenelle.models import Axe, Document, Plan


class AxesEnLigne(SelonLeRole, LignesAvecChoix):
    model = Axe
    fields = ["code", "rang", "titre", "resume"]
    tab = True


class DocumentsEnLigne(SelonLeRole, LignesAvecChoix):
    model = Document
    fields = ["code", "titre", "date_texte", "note"]
    tab = True


@admin.register(Plan)
class PlanAdmin(SelonLeRole, Historique, ModelAdmin):
    list_display = ["nom_court", "region_nom", "debut", "fin", "axes_du_plan", "mesures_du_plan", "actif"]
    list_filter = ["actif"]
    search_fields = ["titre", "nom_court", "region_nom"]
    inlines = [AxesEnLigne, DocumentsEnLigne]
    fields = [
        "titre",
        ("nom_court", "nom_de_mesure"),
        ("region_code", "region_nom"),
        ("debut", "fin", "adopte_le"),
        "acte",
        "imputation",
        "resume",
        "remarques",
        ("ordre", "actif", "quatre_yeux"),
        "slug",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return Plan.objects.comptes()

    @display(description="axes", ordering="nombre_axes")
    def axes_du_plan(self, plan: Any) -> int:
        return int(plan.nombre_axes)

    @display(description="mesures", ordering="nombre_mesures")
    def mesures_du_plan(self, plan: Any) -> int:
        return int(plan.nombre_mesures)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A new plan is nobody's yet: the portal's administration opens it."""
        return droits_de_la_requete(request).tous

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A plan is put aside (« actif »), never deleted with its readings."""
        return False


@admin.register(Axe)
class AxeAdmin(SelonLeRole, ChoixCherches, ModelAdmin):
    list_display = ["titre", "code", "plan"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["titre", "plan__nom_court"]
    autocomplete_fields = ["plan"]


@admin.register(Document)
class DocumentAdmin(SelonLeRole, ChoixCherches, ModelAdmin):
    list_display = ["titre", "date_texte", "plan"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["titre", "plan__nom_court"]
    autocomplete_fields = ["plan"]
