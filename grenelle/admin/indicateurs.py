"""Indicators with their targets; readings, which are read here and written by the services only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from commun.administration import (
    ChampExporte,
    ChoixCherches,
    ExportEnTableur,
    Historique,
    LectureSeule,
    RessourceExportee,
)
from grenelle.admin.formulaires import FormulaireCible
from grenelle.admin.lignes import FichesAvecChoix
from grenelle.models import Cible, Indicateur, Releve


class CiblesEnLigne(FichesAvecChoix):
    """Targets and starting points."""

    model = Cible
    form = FormulaireCible
    fields = [("nature", "precision"), ("valeur", "le"), ("echelle", "territoire"), ("document", "endroit"), "note"]
    autocomplete_fields = ["document"]
    list_select_related = ("document",)


@admin.register(Indicateur)
class IndicateurAdmin(ChoixCherches, Historique, ModelAdmin):
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An indicator stops being followed (« actif »): its readings stay."""
        return False


class ReleveRessource(RessourceExportee):
    indicateur = ChampExporte(attribute="indicateur__code", column_name="indicateur")

    class Meta:
        model = Releve
        name = "Relevés"
        fields = [
            "indicateur",
            "debut",
            "fin",
            "echelle",
            "territoire",
            "valeur",
            "statut",
            "source",
            "revision",
            "en_vigueur",
            "raison",
            "saisi_le",
            "demonstration",
        ]
        export_order = fields


@admin.register(Releve)
class ReleveAdmin(LectureSeule, ExportEnTableur, ModelAdmin):
    """Every revision is listed: what a value was, what it became, and why."""

    resource_classes = [ReleveRessource]
    list_display = [
        "indicateur",
        "debut",
        "fin",
        "territoire",
        "valeur",
        "statut",
        "revision",
        "en_vigueur",
        "raison",
        "saisi_par",
        "saisi_le",
    ]
    list_filter = [
        ("indicateur__plan", RelatedDropdownFilter),
        ("echelle", ChoicesDropdownFilter),
        ("statut", ChoicesDropdownFilter),
        "en_vigueur",
        "demonstration",
    ]
    list_filter_submit = True
    list_per_page = 100
    list_select_related = ["indicateur", "saisi_par"]
    search_fields = ["indicateur__libelle", "=indicateur__code", "=territoire"]
    show_full_result_count = False
