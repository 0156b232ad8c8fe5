"""Certifications, the occupations that they lead to, and the codes that tables publish for them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from commun.administration import ExportEnTableur, Historique, LectureSeule, LignesAvecChoix, sous_compte
from formations.admin.export import CertificationRessource
from formations.admin.filtres import Liens
from formations.choices import OrigineLien
from formations.models import BlocCompetences, Certification, CertificationMetier, CodePublie
from metiers.admin.base import DuCatalogue
from metiers.admin.lignes import LignesSansDoublon


class LiensDuPortail(LignesSansDoublon):
    """Rows of the portal; the others are deduced from published codes at each import."""

    cle = "metier"
    parmi = {"origine": OrigineLien.PORTAIL}


class MetierPrepareEnLigne(LignesAvecChoix):
    model = CertificationMetier
    formset = LiensDuPortail
    fields = ["metier"]
    autocomplete_fields = ["metier"]
    list_select_related = ("metier",)
    verbose_name_plural = "métiers reliés par le portail"
    tab = True
    max_num = 20

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(origine=OrigineLien.PORTAIL)


class CodePublieEnLigne(TabularInline):
    model = CodePublie
    fields = ["code", "grain", "source"]
    readonly_fields = ["code", "grain", "source"]
    extra = 0
    max_num = 0
    can_delete = False
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BlocEnLigne(TabularInline):
    model = BlocCompetences
    fields = ["ordre", "code", "intitule"]
    extra = 0
    tab = True


@admin.register(Certification)
class CertificationAdmin(ExportEnTableur, Historique, DuCatalogue):
    resource_classes = [CertificationRessource]
    list_display = ["intitule", "code_rncp", "niveau", "type_diplome", "active", "metiers_relies"]
    list_filter = [
        ("niveau", ChoicesDropdownFilter),
        "active",
        Liens,
        ("eligible_cpf", ChoicesDropdownFilter),
        ("accessible_apprentissage", ChoicesDropdownFilter),
    ]
    search_fields = ["intitule", "=code_rncp", "=code_diplome", "=code_certifinfo"]
    search_help_text = "Intitulé, numéro RNCP, code diplôme (CFD) ou code CertifInfo."
    autocomplete_fields = ["remplacee_par"]
    inlines = [MetierPrepareEnLigne, CodePublieEnLigne, BlocEnLigne]
    prepopulated_fields = {"slug": ["intitule"]}
    show_full_result_count = False
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "intitule",
                    ("type_diplome", "niveau"),
                    ("code_rncp", "code_diplome", "code_certifinfo"),
                    ("active", "derniere_session"),
                    "remplacee_par",
                    "certificateur",
                    "slug",
                ]
            },
        ),
        (
            "Voies et financement",
            {
                "classes": ["tab"],
                "fields": [
                    "eligible_cpf",
                    ("accessible_scolaire", "accessible_apprentissage"),
                    ("accessible_continue", "accessible_vae"),
                ],
            },
        ),
        ("Source", {"classes": ["tab"], "fields": [("source", "version")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certification]:
        liens = sous_compte(CertificationMetier, "certification")
        return super().get_queryset(request).annotate(nombre_metiers=liens)

    @display(description="métiers reliés", ordering="nombre_metiers")
    def metiers_relies(self, certification: Any) -> int:
        return int(certification.nombre_metiers)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is CertificationMetier:
            for ligne in formset.forms:
                ligne.instance.origine = OrigineLien.PORTAIL
        super().save_formset(request, form, formset, change)


@admin.register(CertificationMetier)
class CertificationMetierAdmin(LectureSeule, ModelAdmin):
    """Every link, with its reason: what staff read to judge an uncertain one."""

    list_display = ["certification", "metier", "origine"]
    list_filter = [("origine", ChoicesDropdownFilter), ("certification__niveau", ChoicesDropdownFilter)]
    list_select_related = ["certification", "metier"]
    list_per_page = 50
    search_fields = ["certification__intitule", "metier__nom", "=metier__code_rome"]
    show_full_result_count = False
