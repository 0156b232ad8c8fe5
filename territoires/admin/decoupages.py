"""Divisions and contacts in the admin."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from commun.administration import ChoixCherches
from territoires.models import BassinEmploi, Departement, Epci, Referent, Region, TerritoireEmploi


class AvecNombreDeCommunes(ChoixCherches, ModelAdmin):
    """A list with the number of communes of each row, in the same query."""

    chemin_communes = "communes"

    def get_queryset(self, request: HttpRequest) -> "QuerySet":
        return super().get_queryset(request).annotate(nombre=Count(self.chemin_communes, distinct=True))

    @admin.display(description="communes", ordering="nombre")
    def nombre_de_communes(self, objet: object) -> int:
        return objet.nombre  # type: ignore[attr-defined]


@admin.register(Region)
class RegionAdmin(ModelAdmin):
    list_display = ["nom", "code"]
    search_fields = ["nom", "code"]
    prepopulated_fields = {"slug": ["nom"]}


@admin.register(Departement)
class DepartementAdmin(AvecNombreDeCommunes):
    list_display = ["code", "nom", "region", "nombre_de_communes"]
    list_display_links = ["nom"]
    list_select_related = ["region"]
    search_fields = ["nom", "code"]
    autocomplete_fields = ["region"]
    prepopulated_fields = {"slug": ["nom"]}


@admin.register(TerritoireEmploi)
class TerritoireEmploiAdmin(AvecNombreDeCommunes):
    list_display = ["nom", "departement", "nombre_de_communes"]
    list_filter = ["departement"]
    list_select_related = ["departement"]
    search_fields = ["nom", "code"]
    autocomplete_fields = ["departement"]


@admin.register(BassinEmploi)
class BassinEmploiAdmin(AvecNombreDeCommunes):
    list_display = ["code", "nom", "nombre_de_communes"]
    list_display_links = ["nom"]
    search_fields = ["nom", "code"]


@admin.register(Epci)
class EpciAdmin(AvecNombreDeCommunes):
    list_display = ["nom", "siren", "nature", "territoire", "nombre_de_communes"]
    list_filter = ["nature", "territoire"]
    list_select_related = ["territoire"]
    search_fields = ["nom", "siren"]
    autocomplete_fields = ["territoire"]


@admin.register(Referent)
class ReferentAdmin(ChoixCherches, ModelAdmin):
    list_display = ["departement", "nom", "courriel", "telephone", "demonstration"]
    list_display_links = ["nom"]
    list_filter = ["demonstration"]
    list_select_related = ["departement"]
    search_fields = ["nom", "courriel", "departement__nom"]
    autocomplete_fields = ["departement"]
