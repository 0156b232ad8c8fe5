"""Trainings, offers, open days and figures."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from commun.administration import (
    ChoixCherches,
    ExportEnTableur,
    Historique,
    LectureSeule,
    LignesAvecChoix,
    sous_compte,
)
from formations.admin.export import FormationRessource, OffreRessource
from formations.admin.filtres import DepartementDeLOffre, OffreDeLaFormation, Places
from formations.models import ChiffreFormation, Formation, JourneePortesOuvertes, Offre
from metiers.admin.base import DuCatalogue


class OffreDeLaFormationEnLigne(LignesAvecChoix):
    model = Offre
    fk_name = "formation"
    fields = ["etablissement", "voie", "capacite", "places_restantes", "active", "demonstration"]
    autocomplete_fields = ["etablissement"]
    list_select_related = ("etablissement",)
    tab = True
    max_num = 200


@admin.register(Formation)
class FormationAdmin(ExportEnTableur, Historique, DuCatalogue):
    resource_classes = [FormationRessource]
    list_display = ["intitule", "nature", "niveau", "duree_mois", "offres_donnees", "active"]
    list_filter = [
        ("niveau", ChoicesDropdownFilter),
        ("nature", ChoicesDropdownFilter),
        ("niveau_entree", ChoicesDropdownFilter),
        OffreDeLaFormation,
        "active",
    ]
    search_fields = ["intitule", "slug", "=code_mefstat", "=certification__code_rncp"]
    search_help_text = "Intitulé, numéro RNCP ou code MEFSTAT."
    autocomplete_fields = ["certification", "specialites"]
    prepopulated_fields = {"slug": ["intitule"]}
    inlines = [OffreDeLaFormationEnLigne]
    fields = [
        "intitule",
        ("nature", "active"),
        "certification",
        "specialites",
        ("niveau", "niveau_entree", "duree_mois"),
        "description",
        ("code_mefstat", "source"),
        "slug",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Formation]:
        return super().get_queryset(request).annotate(nombre_offres=sous_compte(Offre, "formation"))

    @display(description="offres", ordering="nombre_offres")
    def offres_donnees(self, formation: Any) -> int:
        return int(formation.nombre_offres)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("formations:fiche", args=[obj.slug]) if obj else None


@admin.register(Offre)
class OffreAdmin(ExportEnTableur, Historique, DuCatalogue):
    resource_classes = [OffreRessource]
    list_display = ["formation", "etablissement", "voie", "capacite", "places_restantes", "places_le", "active"]
    list_filter = [
        ("voie", ChoicesDropdownFilter),
        ("formation__niveau", ChoicesDropdownFilter),
        DepartementDeLOffre,
        ("etablissement__type", ChoicesDropdownFilter),
        Places,
        "demonstration",
        "active",
    ]
    list_select_related = ["formation", "etablissement"]
    search_fields = ["formation__intitule", "etablissement__nom", "=etablissement__uai"]
    search_help_text = "Formation, établissement ou UAI."
    autocomplete_fields = ["formation", "etablissement"]
    fields = [
        "formation",
        ("etablissement", "voie"),
        ("rentree", "debut", "fin"),
        ("capacite", "places_restantes"),
        ("places_le", "places_par"),
        ("internat", "accessible"),
        ("active", "demonstration", "reutilisable"),
        "source",
    ]
    readonly_fields = ["places_le", "places_par"]


@admin.register(JourneePortesOuvertes)
class JourneePortesOuvertesAdmin(Historique, ChoixCherches, ModelAdmin):
    list_display = ["etablissement", "debut", "fin", "precision", "demonstration"]
    list_filter = [DepartementDeLOffre, "demonstration"]
    list_select_related = ["etablissement"]
    list_per_page = 50
    search_fields = ["etablissement__nom", "=etablissement__uai"]
    autocomplete_fields = ["etablissement"]
    date_hierarchy = "debut"


@admin.register(ChiffreFormation)
class ChiffreFormationAdmin(LectureSeule, ModelAdmin):
    """Read only: every figure comes from a source and is brought by an import."""

    list_display = ["sujet", "indicateur", "valeur", "unite", "periode", "source", "reutilisable"]
    list_filter = [("indicateur", ChoicesDropdownFilter), "reutilisable", "demonstration"]
    list_select_related = ["offre__formation", "offre__etablissement", "certification"]
    list_per_page = 50
    search_fields = ["offre__formation__intitule", "offre__etablissement__nom", "certification__intitule"]
    show_full_result_count = False

    @display(description="sujet")
    def sujet(self, chiffre: ChiffreFormation) -> str:
        if chiffre.offre:
            return f"{chiffre.offre.formation}, {chiffre.offre.etablissement}"
        return str(chiffre.certification)
