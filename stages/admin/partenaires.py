"""Partners of the API and sites that may embed the offers. A token is shown once, when it is made."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin
from unfold.decorators import action

from stages.models import OriginePermise, Partenaire
from stages.services.origines import lire_origine
from stages.services.partenaires import renouveler_le_jeton


class PartenaireForm(forms.ModelForm):
    """The scopes as boxes."""

    portees = forms.MultipleChoiceField(
        label="Ce que le jeton permet",
        choices=Partenaire.Portee.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Partenaire
        fields = ["nom", "organisation", "portees", "actif", "courriel"]


@admin.register(Partenaire)
class PartenaireAdmin(ModelAdmin):
    """Creating a partner, or renewing its token, shows the token once."""

    form = PartenaireForm
    list_display = ["nom", "organisation", "actif", "dernier_appel", "created_at"]
    list_filter = ["actif"]
    list_select_related = ["organisation"]
    search_fields = ["nom"]
    autocomplete_fields = ["organisation"]
    readonly_fields = ["dernier_appel", "created_at"]
    actions_detail = ["nouveau_jeton"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*PartenaireForm.Meta.fields, *(["dernier_appel", "created_at"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            obj.save()
        else:
            self._montrer(request, renouveler_le_jeton(partenaire=obj))

    @action(description="Nouveau jeton", url_path="jeton", permissions=["change"])
    def nouveau_jeton(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A page that says what stops, and a button: opening it changes nothing."""
        partenaire = self.get_object(request, object_id)
        if partenaire is None:
            raise Http404("Ce partenaire n'existe pas.")
        if not self.has_change_permission(request, partenaire):
            raise PermissionDenied
        if request.method == "POST":
            self._montrer(request, renouveler_le_jeton(partenaire=partenaire))
            return redirect("admin:stages_partenaire_change", partenaire.pk)
        contexte = {**self.admin_site.each_context(request), "partenaire": partenaire, "title": "Nouveau jeton"}
        return TemplateResponse(request, "admin/stages/partenaire_jeton.html", contexte)

    def _montrer(self, request: HttpRequest, jeton: str) -> None:
        self.message_user(
            request, f"Jeton, montré une seule fois, à transmettre par un moyen sûr : {jeton}", messages.WARNING
        )


class OriginePermiseForm(forms.ModelForm):
    class Meta:
        model = OriginePermise
        fields = ["origine", "nom", "active"]

    def clean_origine(self) -> str:
        try:
            return lire_origine(self.cleaned_data["origine"])
        except ValueError as erreur:
            raise ValidationError(str(erreur)) from erreur


@admin.register(OriginePermise)
class OriginePermiseAdmin(ModelAdmin):
    """One site at a time: what is not here cannot embed the list."""

    form = OriginePermiseForm
    list_display = ["origine", "nom", "active"]
    list_filter = ["active"]
    search_fields = ["origine", "nom"]
