"""Communes in the admin: what staff change here is searched at once."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from commun.administration import ChoixCherches, LectureSeule
from territoires.models import CodePostal, Commune, CommuneDeleguee, FormeDeNom
from territoires.services.completion import completer, indexer

RESULTATS_DE_RECHERCHE = 50


class CodePostalEnLigne(TabularInline):
    model = CodePostal
    extra = 0


class CommuneDelegueeEnLigne(TabularInline):
    model = CommuneDeleguee
    extra = 0


@admin.register(Commune)
class CommuneAdmin(ChoixCherches, ModelAdmin):
    list_display = ["nom", "code_insee", "liste_codes_postaux", "departement", "territoire", "population", "active"]
    list_filter = ["active", "departement", "territoire"]
    list_select_related = ["departement", "territoire"]
    list_per_page = 50
    search_fields = ["nom", "code_insee"]
    search_help_text = "Nom, ancien nom, code postal ou code INSEE ; accents et tirets facultatifs."
    autocomplete_fields = ["departement", "epci", "territoire", "bassin"]
    prepopulated_fields = {"slug": ["nom", "code_insee"]}
    inlines = [CodePostalEnLigne, CommuneDelegueeEnLigne]

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Commune]", search_term: str
    ) -> "tuple[QuerySet[Commune], bool]":
        """The same search as the public pages; withdrawn communes are found by their name or code."""
        trouves, doublons = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return trouves, doublons
        pks = [commune.pk for commune in completer(search_term, limite=RESULTATS_DE_RECHERCHE)]
        return queryset.filter(pk__in=[*pks, *trouves.values_list("pk", flat=True)[:RESULTATS_DE_RECHERCHE]]), False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        indexer([form.instance])


@admin.register(FormeDeNom)
class FormeDeNomAdmin(LectureSeule, ModelAdmin):
    """Read only: it shows why a commune is found, and is written by the portal alone."""

    list_display = ["texte", "genre", "commune", "ancienne"]
    list_filter = ["genre"]
    list_select_related = ["commune"]
    search_fields = ["=texte", "commune__nom"]
