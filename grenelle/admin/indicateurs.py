"""Indicators with their targets; readings, which are read here and written by the services only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import (
    ChoixCherches,
    Historique,
)
from grenelle.admin.formulaires import FormulaireCible
from grenelle.admin.lignes import FichesAvecChoix
from grenelle.admin.roles import SelonLeRole
from grenelle.models import Cible, Indicateur
from grenelle.services.comptage import compter_le_portail


class CiblesEnLigne(SelonLeRole, FichesAvecChoix):
    """Targets and starting points."""

    model = Cible
    form = FormulaireCible
    fields = [("nature", "precision"), ("valeur", "le"), ("echelle", "territoire"), ("document", "endroit"), "note"]
    autocomplete_fields = ["document"]
    list_select_related = ("document",)


@admin.register(Indicateur)
class IndicateurAdmin(SelonLeRole, ChoixCherches, Historique, ModelAdmin):
    list_display = ["libelle", "code", "mesure", "unite", "frequence", "echelle", "collecte", "proposition", "actif"]
    list_filter = [
        ("plan", RelatedDropdownFilter),
        ("collecte", ChoicesDropdownFilter),
        ("frequence", ChoicesDropdownFilter),
        "proposition",
        "actif",
    ]
    list_filter_submit = True
    list_select_related = ["mesure"]
    search_fields = ["libelle", "code"]
    autocomplete_fields = ["plan", "mesure", "document"]
    inlines = [CiblesEnLigne]
    actions_list = ["compter_maintenant"]

    @action(description="Compter maintenant", url_path="compter-maintenant", permissions=["compter"], icon="calculate")
    def compter_maintenant(self, request: HttpRequest) -> HttpResponse:
        """A page that asks, then the report of the count; opening the link counts nothing."""
        bilan = compter_le_portail(maintenant=timezone.now()) if request.method == "POST" else None
        contexte = {
            **self.admin_site.each_context(request),
            "title": "Compter les chiffres du portail",
            "opts": self.opts,
            "bilan": bilan,
            "nombre": Indicateur.objects.comptes_par_le_portail().count(),
            "retour": reverse("admin:grenelle_indicateur_changelist"),
        }
        return TemplateResponse(request, "admin/grenelle/comptage.html", contexte)

    def has_compter_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An indicator stops being followed (« actif »): its readings stay."""
        return False
