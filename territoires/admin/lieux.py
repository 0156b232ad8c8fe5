"""Guidance places in the admin: places, networks, audiences, and the rules of « no more than two doors »."""

import csv
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import action, display

from commun.administration import (
    ChampExporte,
    ChoixCherches,
    ExportEnTableur,
    Historique,
    LignesAvecChoix,
    RessourceExportee,
    sous_compte,
)
from territoires.importeurs.lieux_csv import EXPLICATIONS
from territoires.models import Aiguillage, LieuOrientation, PublicOriente, ReseauOrientation
from territoires.services.lieux import completer_le_lieu, marquer_verifies, situer_a_la_saisie


class LieuRessource(RessourceExportee):
    """The columns of the CSV import, in its words: what is exported can be corrected and imported again."""

    class Meta:
        model = LieuOrientation
        fields = tuple(EXPLICATIONS)
        export_order = tuple(EXPLICATIONS)

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> ChampExporte:
        champ = super().field_from_django_field(field_name, django_field, readonly)
        champ.column_name = field_name
        return champ

    def dehydrate_reseau(self, lieu: LieuOrientation) -> str:
        return lieu.reseau.code

    def dehydrate_publics(self, lieu: LieuOrientation) -> str:
        return "|".join(public.code for public in lieu.publics.all())

    def dehydrate_commune(self, lieu: LieuOrientation) -> str:
        return lieu.commune.code_insee

    def dehydrate_actif(self, lieu: LieuOrientation) -> str:
        return "oui" if lieu.actif else "non"


class AdressesWeb(admin.ModelAdmin):
    """Sites typed without a scheme are https."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class LieuOrientationForm(forms.ModelForm):
    """Coordinates may be left out: the place then stands at the middle of its commune."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ("latitude", "longitude"):
            if nom in self.fields:  # absent for those who only read
                self.fields[nom].required = False
                self.fields[nom].help_text = "Vides toutes les deux : le centre de la commune."

    def clean(self) -> dict[str, Any]:
        valeurs: dict[str, Any] = super().clean() or {}
        latitude, longitude, commune = (valeurs.get(nom) for nom in ("latitude", "longitude", "commune"))
        if (latitude is None) != (longitude is None) and not self.errors:
            raise forms.ValidationError("La latitude et la longitude vont ensemble.")
        if commune is not None:
            valeurs |= situer_a_la_saisie(
                commune=commune, latitude=latitude, longitude=longitude, position=valeurs.get("position", "")
            )
        return valeurs


@admin.register(LieuOrientation)
class LieuOrientationAdmin(AdressesWeb, ExportEnTableur, Historique, ChoixCherches, ModelAdmin):
    """Places; the sheet links to the public page and to an outside map."""

    form = LieuOrientationForm
    resource_classes = [LieuRessource]
    list_display = ["nom", "reseau", "commune", "verification", "cep", "accessible", "ouverture"]
    list_filter = [
        "actif",
        ("reseau", RelatedDropdownFilter),
        ("commune__departement", RelatedDropdownFilter),
        ("publics", RelatedDropdownFilter),
        "cep",
        "accessible",
        ("verifie_le", admin.EmptyFieldListFilter),
        "demonstration",
    ]
    list_select_related = ["reseau", "commune"]
    list_per_page = 50
    search_fields = ["nom", "commune__nom", "uai", "slug"]
    autocomplete_fields = ["commune", "reseau", "publics"]
    prepopulated_fields = {"slug": ["nom"]}
    readonly_fields = ["plan"]
    actions = [*ExportEnTableur.actions, "verifier_aujourd_hui"]
    actions_list = ["modele_csv"]
    fieldsets = [
        (None, {"fields": ["nom", "slug", "reseau", "publics", "actif", "demonstration"]}),
        ("Où", {"fields": ["commune", "adresse", "code_postal", "position", "latitude", "longitude", "plan"]}),
        ("Le joindre", {"fields": ["telephone", "courriel", "site", "horaires", "sur_rendez_vous", "a_distance"]}),
        ("Ce que l'on en sait", {"fields": ["accessible", "cep", "precision", "uai", "source", "verifie_le"]}),
        ("Label", {"fields": ["label", "label_par", "label_le"]}),
    ]

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_export_queryset(request).prefetch_related("publics")

    @display(description="vérifié", ordering="verifie_le", label={"À vérifier": "warning"})
    def verification(self, lieu: LieuOrientation) -> str:
        return lieu.verifie_le.strftime("%d/%m/%Y") if lieu.verifie_le else "À vérifier"

    @display(description="public", ordering="actif", label={"Montré": "success", "Caché": "danger"})
    def ouverture(self, lieu: LieuOrientation) -> str:
        return "Montré" if lieu.actif else "Caché"

    @admin.display(description="plan")
    def plan(self, lieu: LieuOrientation) -> str:
        if lieu.pk is None:
            return "Après l'enregistrement."
        texte = "Voir sur OpenStreetMap" if lieu.situe_a_l_adresse else "Voir le centre de la commune sur OpenStreetMap"
        return format_html('<a href="{}" rel="external noopener" target="_blank">{}</a>', lieu.adresse_du_plan, texte)

    @admin.action(description="Vérifié aujourd'hui", permissions=["change"])
    def verifier_aujourd_hui(self, request: HttpRequest, queryset: QuerySet[LieuOrientation]) -> None:
        nombre = marquer_verifies(lieux_choisis=list(queryset))
        self.message_user(request, f"Vérifiés aujourd'hui : {nombre}.", messages.SUCCESS)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        completer_le_lieu(lieu=form.instance)

    @action(description="Modèle CSV", url_path="modele-csv", permissions=["view"], icon="download")
    def modele_csv(self, request: HttpRequest) -> HttpResponse:
        """The columns of the import and what each holds, ready for a spreadsheet."""
        reponse = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        reponse["Content-Disposition"] = 'attachment; filename="lieux-d-orientation-modele.csv"'
        csv.writer(reponse, delimiter=";").writerow(EXPLICATIONS)
        return reponse


class AiguillageEnLigne(LignesAvecChoix):
    model = Aiguillage
    fields = ["rang", "reseau", "raison"]
    autocomplete_fields = ["reseau"]
    list_select_related = ("reseau",)
    ordering = ["rang"]


@admin.register(PublicOriente)
class PublicOrienteAdmin(ModelAdmin):
    """An audience with its doors, in order."""

    list_display = ["libelle", "code", "je_suis", "ordre", "nombre_de_lieux"]
    search_fields = ["libelle", "code"]
    inlines = [AiguillageEnLigne]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        lieux = sous_compte(LieuOrientation.publics.through, "publicoriente")
        return super().get_queryset(request).annotate(nombre=lieux)

    @display(description="lieux", ordering="nombre")
    def nombre_de_lieux(self, public: Any) -> int:
        return int(public.nombre)


@admin.register(ReseauOrientation)
class ReseauOrientationAdmin(AdressesWeb, ChoixCherches, ModelAdmin):
    list_display = ["nom", "sigle", "cep", "gratuit", "telephone", "ordre", "nombre_de_lieux"]
    list_filter = ["cep", "gratuit"]
    search_fields = ["nom", "sigle", "code"]
    autocomplete_fields = ["publics"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(nombre=sous_compte(LieuOrientation, "reseau"))

    @display(description="lieux", ordering="nombre")
    def nombre_de_lieux(self, reseau: Any) -> int:
        return int(reseau.nombre)


@admin.register(Aiguillage)
class AiguillageAdmin(ChoixCherches, ModelAdmin):
    list_display = ["public", "rang", "reseau", "raison"]
    list_filter = [("public", RelatedDropdownFilter), ("reseau", RelatedDropdownFilter)]
    list_select_related = ["public", "reseau"]
    search_fields = ["raison", "public__libelle", "reseau__nom"]
    autocomplete_fields = ["public", "reseau"]
