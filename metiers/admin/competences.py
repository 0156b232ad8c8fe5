"""Skills, working conditions, titles, videos: official rows are read, the portal's own are edited."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from commun.administration import LectureSeule
from metiers.admin.base import AvecNombreDeMetiers, DuCatalogue
from metiers.admin.champs import MediaForm
from metiers.choices import Origine
from metiers.models import (
    Appellation,
    Competence,
    Condition,
    EmpreinteChargee,
    EtatCatalogue,
    Media,
    MetierCompetence,
    MetierCondition,
)


class OfficielFige(DuCatalogue):
    """Rows of ROME are read-only here: the next import would undo an edit. New rows are the portal's own."""

    def _officiel(self, obj: Any) -> bool:
        return obj is not None and obj.origine != Origine.PORTAIL

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not self._officiel(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._officiel(obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.origine = Origine.PORTAIL
        super().save_model(request, obj, form, change)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Competence)
class CompetenceAdmin(OfficielFige, AvecNombreDeMetiers):
    modele_lien, champ_lien = MetierCompetence, "competence"
    list_display = ["libelle", "type", "categorie", "origine", "metiers_concernes"]
    list_filter = [("type", ChoicesDropdownFilter), ("origine", ChoicesDropdownFilter), "est_macro"]
    search_fields = ["libelle", "=code_ogr"]
    autocomplete_fields = ["macro"]
    readonly_fields = ["code_ogr", "origine"]
    fieldsets = [
        (None, {"fields": ["libelle", "slug", ("type", "origine"), ("categorie", "sous_categorie"), "definition"]}),
        ("ROME", {"fields": [("code_ogr", "est_macro"), "macro"]}),
        (
            "Classement",
            {"fields": [("riasec_majeur", "riasec_mineur"), ("transition_ecologique", "transition_numerique")]},
        ),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["libelle"]}


@admin.register(Condition)
class ConditionAdmin(OfficielFige, AvecNombreDeMetiers):
    modele_lien, champ_lien = MetierCondition, "condition"
    list_display = ["libelle", "type", "origine", "metiers_concernes"]
    list_filter = [("origine", ChoicesDropdownFilter)]
    search_fields = ["libelle", "type", "=code_ogr"]
    readonly_fields = ["code_ogr", "origine"]
    fields = ["libelle", "slug", "type", "code_ogr", "origine"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["libelle"]}


class AppellationForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        memes = Appellation.objects.filter(metier=donnees.get("metier"), libelle=donnees.get("libelle"), code_ogr="")
        if donnees.get("metier") and memes.exclude(pk=self.instance.pk).exists():
            self.add_error("libelle", "Une appellation de ce métier porte déjà ce nom.")
        return donnees


@admin.register(Appellation)
class AppellationAdmin(OfficielFige):
    form = AppellationForm
    list_display = ["libelle", "metier", "principale", "peu_usitee", "origine"]
    list_select_related = ["metier"]
    list_filter = [("origine", ChoicesDropdownFilter), "peu_usitee", "principale"]
    search_fields = ["libelle", "libelle_court", "=code_ogr"]
    autocomplete_fields = ["metier"]
    readonly_fields = ["code_ogr", "origine"]
    fieldsets = [
        (
            None,
            {"fields": ["libelle", "libelle_court", "metier", ("principale", "peu_usitee"), ("code_ogr", "origine")]},
        ),
        (
            "Classement",
            {
                "fields": [
                    ("transition_ecologique", "transition_numerique", "transition_demographique"),
                    ("reglemente", "cadre"),
                ]
            },
        ),
    ]


@admin.register(Media)
class MediaAdmin(DuCatalogue):
    form = MediaForm
    list_display = ["titre", "metier", "editeur", "sous_titree"]
    list_select_related = ["metier"]
    list_filter = [("sous_titree", ChoicesDropdownFilter)]
    search_fields = ["titre", "editeur"]
    autocomplete_fields = ["metier"]
    fields = ["titre", "metier", "url", "editeur", ("duree_secondes", "sous_titree", "ordre"), "transcription"]


@admin.register(EtatCatalogue)
class EtatCatalogueAdmin(LectureSeule, ModelAdmin):
    list_display = ["version", "modifie_le"]


@admin.register(EmpreinteChargee)
class EmpreinteChargeeAdmin(LectureSeule, ModelAdmin):
    """Read only: says which bundled rows nobody has edited since they were loaded."""

    list_display = ["genre", "cle", "objet_id"]
    list_filter = ["genre"]
    search_fields = ["cle"]
