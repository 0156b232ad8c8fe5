"""Partners of the API and sites that may embed the offers. A token is shown once, when it is made."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from commun.administration import sous_compte
from stages.models import OffreStage, OriginePermise, Partenaire
from stages.services.integration import origine_normale
from stages.services.partenaires import donner_un_jeton


class PartenaireForm(ModelForm):
    portees = forms.MultipleChoiceField(
        label="portées", choices=Partenaire.Portee.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Partenaire
        fields = ["nom", "organisation", "entreprises", "portees", "actif", "courriel"]


@admin.register(Partenaire)
class PartenaireAdmin(ModelAdmin):
    form = PartenaireForm
    list_display = ["nom", "organisation", "portees", "actif", "dernier_appel", "nombre_offres"]
    list_filter = ["actif"]
    list_select_related = ["organisation"]
    search_fields = ["nom"]
    autocomplete_fields = ["organisation", "entreprises"]
    actions = ["renouveler_jeton"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partenaire]:
        return super().get_queryset(request).annotate(offres_recues=sous_compte(OffreStage, "partenaire"))

    @admin.display(description="offres reçues")
    def nombre_offres(self, partenaire: Any) -> int:
        return int(partenaire.offres_recues)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A partner is switched off: its offers keep their origin."""
        return False

    def save_model(self, request: HttpRequest, obj: Partenaire, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            self._dire(request, obj, donner_un_jeton(partenaire=obj))

    @admin.action(description="Donner un nouveau jeton (l'ancien cesse aussitôt)", permissions=["change"])
    def renouveler_jeton(self, request: HttpRequest, queryset: QuerySet[Partenaire]) -> None:
        choisis = list(queryset[:2])
        if len(choisis) != 1:
            self.message_user(request, "Choisissez un seul partenaire.", messages.ERROR)
            return
        partenaire = Partenaire.objects.get(pk=choisis[0].pk)
        jeton = donner_un_jeton(partenaire=partenaire)
        self.log_change(request, partenaire, "Nouveau jeton.")
        self._dire(request, partenaire, jeton)

    def _dire(self, request: HttpRequest, partenaire: Partenaire, jeton: str) -> None:
        texte = f"Jeton de {partenaire.nom}, à copier maintenant, il ne sera plus montré : {jeton}"
        self.message_user(request, texte, messages.WARNING)


class OriginePermiseForm(ModelForm):
    class Meta:
        model = OriginePermise
        fields = ["origine", "nom", "active"]

    def clean_origine(self) -> str:
        origine = origine_normale(self.cleaned_data["origine"])
        if not origine:
            raise ValidationError("Une origine est attendue, comme https://www.mairie.example, sans chemin.")
        return origine


@admin.register(OriginePermise)
class OriginePermiseAdmin(ModelAdmin):
    form = OriginePermiseForm
    list_display = ["origine", "nom", "active"]
    list_filter = ["active"]
    search_fields = ["origine", "nom"]
