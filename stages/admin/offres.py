"""Offers as they stand, with their history: read here, moved on by the services; moderation and figures are beside."""

from typing import Any

from django.contrib import admin
from django.db.models import URLField
from django.http import HttpRequest
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin

from commun.administration import ExportEnTableur, Historique, LectureSeule, RessourceExportee, vue_gardee
from stages.admin.chiffres import PagesDeChiffres
from stages.admin.lecture import NiveauxEnLigne, ReservesEnLigne, SemainesEnLigne
from stages.admin.moderation import PagesDeModeration
from stages.models import EntrepriseAssociee, OffreStage, Signalement


class OffresExportees(RessourceExportee):
    class Meta:
        model = OffreStage
        fields = (
            "id", "section", "etat", "titre", "entreprise__organisation__nom", "commune__nom", "commune__code_insee",
            "debut", "fin", "capacite", "places_prises", "publiee_le", "expire_le", "a_controler", "motif",
            "demonstration",
        )  # fmt: skip


@admin.register(OffreStage)
class OffreStageAdmin(PagesDeModeration, PagesDeChiffres, LectureSeule, ExportEnTableur, Historique, ModelAdmin):
    """The list of all offers; two more pages hang from it: moderation and figures."""

    resource_classes = [OffresExportees]
    list_display = ["titre", "section", "etat", "entreprise", "commune", "publiee_le", "expire_le", "a_controler"]
    list_filter = ["section", "etat", "a_controler", "demonstration", "commune__departement"]
    list_select_related = ["entreprise__organisation", "commune"]
    search_fields = ["titre", "entreprise__organisation__nom", "entreprise__organisation__siret"]
    date_hierarchy = "publiee_le"
    inlines = [NiveauxEnLigne, SemainesEnLigne, ReservesEnLigne]
    history_list_display = ["etat", "motif"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("moderation/", vue_gardee(self, self.moderation), name="stages_moderation"),
            path("moderation/<int:pk>/", vue_gardee(self, self.decision), name="stages_decision"),
            path("chiffres/", vue_gardee(self, self.chiffres), name="stages_chiffres"),
            path("chiffres.csv", vue_gardee(self, self.chiffres_csv), name="stages_chiffres_csv"),
            *super().get_urls(),
        ]


@admin.register(EntrepriseAssociee)
class EntrepriseAssocieeAdmin(LectureSeule, ModelAdmin):
    list_display = ["offre", "entreprise", "acceptee_le"]
    list_select_related = ["offre", "entreprise__organisation"]
    search_fields = ["offre__titre", "entreprise__organisation__nom"]


@admin.register(Signalement)
class SignalementAdmin(LectureSeule, ModelAdmin):
    """Reports; they are answered from the moderation page."""

    list_display = ["offre", "motif", "created_at", "traite_le", "suite"]
    list_filter = ["motif", ("traite_le", admin.EmptyFieldListFilter)]
    list_select_related = ["offre"]
    search_fields = ["offre__titre", "precision"]
    fields = ["offre", "motif", "precision", "created_at", "traite_le", "traite_par", "suite"]
