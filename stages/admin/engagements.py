"""Commitments of the companies: kept by the team too (a growth contract is signed with the Région), late ones first."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from import_export.fields import Field
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from commun.administration import ChampExporte, ChoixCherches, ExportEnTableur, RessourceExportee
from formations.admin.filtres import Choix, DepartementDe
from stages.models import Engagement
from stages.services.engagements import Avancement, avec_accueillis, identifiants_en_retard


class Suivi(Choix):
    title = "suivi"
    parameter_name = "suivi"
    choix = {"en_retard": "En retard", "en_cours": "En cours", "termines": "Terminés"}

    def trier(self, queryset: QuerySet[Engagement], valeur: str) -> QuerySet[Engagement]:
        jour = timezone.localdate()
        if valeur == "en_retard":
            return queryset.filter(pk__in=identifiants_en_retard(jour))
        if valeur == "en_cours":
            return queryset.filter(signe_le__isnull=False, debut__lte=jour, fin__gte=jour)
        return queryset.filter(fin__lt=jour)


class DepartementDeLEngagement(DepartementDe):
    chemin = "entreprise__organisation__commune__departement__code"


class EngagementRessource(RessourceExportee):
    """Commitments with their progress, for a spreadsheet."""

    nom = ChampExporte(attribute="entreprise__organisation__nom", column_name="entreprise")
    siret = ChampExporte(attribute="entreprise__organisation__siret", column_name="SIRET")
    accueillis = Field(attribute="accueillis", column_name="stagiaires accueillis")

    class Meta:
        model = Engagement
        name = "Engagements"
        fields = ["nom", "siret", "type", "objectif", "accueillis", "debut", "fin", "signe_le", "note"]
        export_order = fields


@admin.register(Engagement)
class EngagementAdmin(ExportEnTableur, ChoixCherches, ModelAdmin):
    resource_classes = [EngagementRessource]
    list_display = ["entreprise", "type", "objectif", "accueillis", "retard", "debut", "fin", "signe_le"]
    list_filter = [Suivi, ("type", ChoicesDropdownFilter), DepartementDeLEngagement]
    list_select_related = ["entreprise__organisation"]
    search_fields = ["entreprise__organisation__nom", "=entreprise__organisation__siret"]
    search_help_text = "Nom ou SIRET de l'entreprise."
    autocomplete_fields = ["entreprise"]
    fields = ["entreprise", "type", "objectif", ("debut", "fin"), "signe_le", "signe_par", "note"]
    readonly_fields = ["signe_par"]
    date_hierarchy = "fin"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Engagement]:
        return avec_accueillis(super().get_queryset(request))

    @display(description="accueillis", ordering="accueillis")
    def accueillis(self, engagement: Any) -> int:
        return int(engagement.accueillis)

    @display(description="retard", label={"En retard": "danger", "À l'heure": "success"})
    def retard(self, engagement: Any) -> str:
        return "En retard" if _avancement(engagement, timezone.localdate()).en_retard else "À l'heure"


def _avancement(engagement: Any, jour: date) -> Avancement:
    return Avancement(engagement, int(engagement.accueillis), jour)
