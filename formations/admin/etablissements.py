"""Establishments with their offers and open days."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from commun.administration import ExportEnTableur, Historique, LignesAvecChoix, sous_compte
from formations.admin.export import EtablissementRessource
from formations.admin.filtres import DepartementDe, OffreDeLEtablissement
from formations.models import Etablissement, JourneePortesOuvertes, Offre
from metiers.admin.base import DuCatalogue


class OffreEnLigne(LignesAvecChoix):
    model = Offre
    fk_name = "etablissement"
    fields = ["formation", "voie", "capacite", "places_restantes", "active", "demonstration"]
    autocomplete_fields = ["formation"]
    list_select_related = ("formation",)
    tab = True
    max_num = 200


class PortesOuvertesEnLigne(TabularInline):
    model = JourneePortesOuvertes
    fields = ["debut", "fin", "precision", "demonstration"]
    extra = 0
    tab = True


@admin.register(Etablissement)
class EtablissementAdmin(ExportEnTableur, Historique, DuCatalogue):
    resource_classes = [EtablissementRessource]
    list_display = ["nom", "uai", "type", "statut", "commune", "offres_donnees", "actif"]
    list_filter = [
        ("type", ChoicesDropdownFilter),
        DepartementDe,
        ("statut", ChoicesDropdownFilter),
        OffreDeLEtablissement,
        ("internat", ChoicesDropdownFilter),
        ("apprentissage", ChoicesDropdownFilter),
        "actif",
    ]
    list_select_related = ["commune"]
    search_fields = ["nom", "=uai", "=siret", "commune__nom"]
    search_help_text = "Nom, commune, UAI ou SIRET."
    autocomplete_fields = ["commune"]
    prepopulated_fields = {"slug": ["nom"]}
    inlines = [OffreEnLigne, PortesOuvertesEnLigne]
    fieldsets = [
        (None, {"fields": ["nom", ("type", "statut"), ("uai", "siret"), "slug", "actif"]}),
        (
            "Lieu et contact",
            {
                "classes": ["tab"],
                "fields": [
                    "adresse",
                    ("code_postal", "commune"),
                    ("latitude", "longitude", "lieu_approche"),
                    ("telephone", "courriel"),
                    "site",
                ],
            },
        ),
        (
            "Accueil",
            {
                "classes": ["tab"],
                "fields": [
                    ("internat", "accessible"),
                    ("apprentissage", "lycee_des_metiers"),
                    ("education_prioritaire", "situation_qpv"),
                ],
            },
        ),
        ("Source", {"classes": ["tab"], "fields": [("source", "version")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Etablissement]:
        return super().get_queryset(request).annotate(nombre_offres=sous_compte(Offre, "etablissement"))

    @display(description="offres", ordering="nombre_offres")
    def offres_donnees(self, etablissement: Any) -> int:
        return int(etablissement.nombre_offres)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "site":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # The address of a public page is in favourites, links and search engines.
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("etablissements:fiche", args=[obj.slug]) if obj else None
