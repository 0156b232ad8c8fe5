"""Families of the labour market, crosswalks and figures: read, filtered, exported; written by imports only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter
from unfold.decorators import display

from commun.administration import ChampExporte, ExportEnTableur, LectureSeule, RessourceExportee, sous_compte
from metiers.models import FamilleProfessionnelle, Passage, Statistique


class FamilleProfessionnelleRessource(RessourceExportee):
    """One row per family."""

    parent = ChampExporte(attribute="parent__code", column_name="famille plus large")

    class Meta:
        model = FamilleProfessionnelle
        name = "Familles d'emploi"
        fields = ["nomenclature", "code", "libelle", "niveau", "parent"]
        export_order = fields


class PassageRessource(RessourceExportee):
    """One row per line of a crosswalk."""

    class Meta:
        model = Passage
        name = "Passages"
        fields = ["de", "code_de", "libelle_de", "vers", "code_vers", "qualification", "nature", "source"]
        export_order = fields


class StatistiqueRessource(RessourceExportee):
    """One row per figure, with what makes it readable alone."""

    famille_code = ChampExporte(attribute="famille__code", column_name="code de la famille")
    famille = ChampExporte(attribute="famille__libelle", column_name="famille")

    class Meta:
        model = Statistique
        name = "Chiffres de l'emploi"
        fields = [
            "indicateur", "modalite", "famille_code", "famille", "code_rome", "version_rome", "grain",
            "code_territoire", "periode", "valeur", "unite", "secret", "base", "laisses", "source", "livree",
        ]  # fmt: skip
        export_order = fields


class Lecture(ExportEnTableur, LectureSeule, ModelAdmin):
    """A long list that imports write and staff read."""

    list_per_page = 50
    list_filter_submit = True
    show_full_result_count = False


@admin.register(FamilleProfessionnelle)
class FamilleProfessionnelleAdmin(Lecture):
    resource_classes = [FamilleProfessionnelleRessource]
    list_display = ["libelle", "code", "nomenclature", "niveau", "parent", "nombre_de_chiffres"]
    list_select_related = ["parent"]
    list_filter = [("nomenclature", ChoicesDropdownFilter), ("niveau", ChoicesDropdownFilter)]
    search_fields = ["code", "libelle"]
    fields = ["libelle", "code", "nomenclature", "niveau", "parent", "nombre_de_chiffres"]
    readonly_fields = ["nombre_de_chiffres"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FamilleProfessionnelle]:
        return super().get_queryset(request).annotate(chiffres=sous_compte(Statistique, "famille"))

    @display(description="chiffres", ordering="chiffres")
    def nombre_de_chiffres(self, famille: Any) -> int:
        return int(famille.chiffres)


@admin.register(Passage)
class PassageAdmin(Lecture):
    resource_classes = [PassageRessource]
    list_display = ["code_de", "libelle_de", "de", "code_vers", "vers", "qualification", "nature_coloree", "source"]
    list_filter = [
        ("de", ChoicesDropdownFilter),
        ("vers", ChoicesDropdownFilter),
        ("nature", ChoicesDropdownFilter),
        ("source", AllValuesCheckboxFilter),
    ]
    search_fields = ["code_de", "code_vers", "libelle_de"]

    @display(description="nature", ordering="nature", label={"publie": "success", "portail": "warning"})
    def nature_coloree(self, passage: Passage) -> tuple[str, str]:
        return passage.nature, passage.get_nature_display()


@admin.register(Statistique)
class StatistiqueAdmin(Lecture):
    resource_classes = [StatistiqueRessource]
    list_display = ["indicateur", "modalite", "famille", "code_rome", "grain", "code_territoire", "periode", "montant"]
    list_select_related = ["famille"]
    list_filter = [
        ("indicateur", ChoicesDropdownFilter),
        ("grain", ChoicesDropdownFilter),
        ("periode", AllValuesCheckboxFilter),
        ("source", AllValuesCheckboxFilter),
        "secret",
        "livree",
    ]
    search_fields = ["famille__code", "famille__libelle", "code_rome", "code_territoire"]
    search_help_text = "Code ou nom de famille, code ROME, code de territoire."

    @display(description="valeur", ordering="valeur")
    def montant(self, statistique: Statistique) -> str:
        if statistique.secret:
            return "non diffusé"
        if statistique.valeur is None:
            return "–"
        valeur = f"{statistique.valeur:,.1f}".replace(",", "\u202f").replace(".", ",").removesuffix(",0")
        return f"{valeur} {statistique.unite}"
