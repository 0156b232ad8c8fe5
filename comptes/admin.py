"""Accounts and organisations in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from comptes.models import Adhesion, Organisation, Utilisateur

# Rights come from roles (comptes.autorisations), not from groups.
admin.site.unregister(Group)


class AdhesionInline(TabularInline):
    model = Adhesion
    extra = 0
    autocomplete_fields = ["utilisateur", "organisation"]


class CreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = Utilisateur
        fields = ("email", "role")


class ChangementForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Utilisateur
        fields = "__all__"


@admin.register(Utilisateur)
class UtilisateurAdmin(UserAdmin, ModelAdmin):
    form = ChangementForm
    add_form = CreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["email", "get_full_name", "role", "is_active", "is_staff", "date_inscription"]
    list_filter = ["role", "is_active", "is_staff", "demonstration"]
    list_select_related = ["departement"]
    search_fields = ["email", "prenom", "nom"]
    ordering = ["-date_inscription"]
    autocomplete_fields = ["commune", "departement"]
    filter_horizontal = ()
    inlines = [AdhesionInline]
    readonly_fields = ["last_login", "date_inscription"]
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Personne", {"fields": ("prenom", "nom", "commune")}),
        ("Rôle", {"fields": ("role", "departement", "is_active", "is_staff", "is_superuser", "demonstration")}),
        ("Dates", {"fields": ("last_login", "date_inscription")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "role", "usable_password", "password1", "password2")}),
    )

    def get_full_name(self, utilisateur: Utilisateur) -> str:
        return utilisateur.get_full_name()

    get_full_name.short_description = "nom"  # type: ignore[attr-defined]


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):
    list_display = ["nom", "type", "commune", "verifiee", "demonstration"]
    list_filter = ["type", "verifiee", "demonstration"]
    list_select_related = ["commune"]
    search_fields = ["nom", "siret", "uai"]
    autocomplete_fields = ["commune"]
    inlines = [AdhesionInline]
