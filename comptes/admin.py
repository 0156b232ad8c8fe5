"""Accounts, organisations and refused sign-ins in the admin. Rights come from the role alone."""

from typing import Any

from allauth.account import admin as admin_allauth  # noqa: F401 - registers its pages before they are removed below
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from commun.administration import (
    ChampExporte,
    ChoixCherches,
    ExportEnTableur,
    LectureSeule,
    LignesAvecChoix,
    RessourceExportee,
    sous_compte,
)
from comptes.models import Adhesion, Courriel, Organisation, Utilisateur
from comptes.services.files_d_envoi import remettre_en_file
from comptes.tasks import envoyer_bientot

Role = Utilisateur.Role
INTERNES = {Role.REFERENT, Role.AGENT, Role.ADMINISTRATION}

# Rights come from roles (comptes.autorisations), not from groups; addresses are shown with their account.
admin.site.unregister([Group, EmailAddress])


class AdhesionsDeLOrganisation(LignesAvecChoix):
    model = Adhesion
    fields = ["utilisateur", "fonction", "etat", "depuis"]
    readonly_fields = ["depuis"]
    autocomplete_fields = ["utilisateur"]
    list_select_related = ("utilisateur", "organisation")
    verbose_name_plural = "membres"


class AdhesionsDuCompte(LignesAvecChoix):
    model = Adhesion
    fields = ["organisation", "fonction", "etat", "depuis"]
    readonly_fields = ["depuis"]
    autocomplete_fields = ["organisation"]
    list_select_related = ("utilisateur", "organisation")
    verbose_name_plural = "organisations"


class AdressesDuCompte(TabularInline):
    """Addresses and whether they were confirmed; the person manages them on the site."""

    model = EmailAddress
    fields = ["email", "verified", "primary"]
    readonly_fields = ["email", "verified", "primary"]
    extra = 0
    max_num = 0
    can_delete = False
    verbose_name_plural = "adresses confirmées"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AvecRole(forms.ModelForm):
    """Rules of an account: one address whatever the case, a département for who has the charge of one."""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if Utilisateur.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Un compte a déjà cette adresse.")
        return email

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("role") == Role.REFERENT and "departement" in self.fields and not donnees.get("departement"):
            self.add_error("departement", "Un chargé ou une chargée d'orientation a un département.")
        return donnees


class CreationForm(AvecRole, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = Utilisateur
        fields = ("email", "role", "departement")


class ChangementForm(AvecRole, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Utilisateur
        fields = "__all__"  # noqa: DJ007 - the fieldsets of the admin say which


class CompteRessource(RessourceExportee):
    """Accounts for a spreadsheet: no password, no address of residence."""

    class Meta:
        model = Utilisateur
        name = "Comptes"
        fields = ["email", "prenom", "nom", "role", "is_active", "date_inscription", "last_login"]
        export_order = fields


@admin.register(Utilisateur)
class UtilisateurAdmin(ExportEnTableur, ChoixCherches, UserAdmin, ModelAdmin):
    form = ChangementForm
    add_form = CreationForm
    change_password_form = AdminPasswordChangeForm
    resource_classes = [CompteRessource]
    list_display = ["email", "nom_complet", "role", "departement", "is_active", "date_inscription"]
    list_filter = [("role", ChoicesDropdownFilter), "is_active", "demonstration"]
    list_filter_submit = True
    list_select_related = ["departement"]
    list_per_page = 50
    search_fields = ["email", "prenom", "nom"]
    ordering = ["-date_inscription"]
    autocomplete_fields = ["commune", "departement"]
    filter_horizontal = ()
    inlines = [AdhesionsDuCompte, AdressesDuCompte]
    actions = ExportEnTableur.actions
    readonly_fields = ["last_login", "date_inscription", "is_staff", "demonstration"]
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Personne", {"fields": (("prenom", "nom"), "commune")}),
        (
            "Rôle",
            {
                "fields": (("role", "departement"), ("is_active", "is_staff", "demonstration")),
                "description": "Le rôle donne les droits : l'accès à l'administration en découle.",
            },
        ),
        ("Dates", {"fields": (("last_login", "date_inscription"),)}),
    )
    add_fieldsets = ((None, {"fields": ("email", "role", "departement", "usable_password", "password1", "password2")}),)

    @display(description="nom", ordering="nom")
    def nom_complet(self, utilisateur: Utilisateur) -> str:
        return utilisateur.get_full_name()

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody takes the administration away from oneself by mistake."""
        figes = list(self.readonly_fields)
        return [*figes, "role", "is_active"] if obj is not None and obj.pk == request.user.pk else figes

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Utilisateur, form: Any, change: bool) -> None:
        obj.is_staff = obj.role in INTERNES
        obj.is_superuser = obj.role == Role.ADMINISTRATION
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()  # the new address is confirmed at the next sign-in

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.pk != request.user.pk)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["type", "nom", "siret", "uai", "commune", "verifiee", "demonstration"]

    def _unique(self, champ: str, nom: str) -> None:
        """One organisation for one official number."""
        valeur = self.cleaned_data[champ]
        if valeur and Organisation.objects.filter(**{champ: valeur}).exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"Une organisation a déjà {nom}.")

    def clean_siret(self) -> str:
        siret = "".join(str(self.cleaned_data["siret"]).split())
        if siret and not (siret.isascii() and siret.isdigit() and len(siret) == 14):
            raise ValidationError("Un SIRET a quatorze chiffres.")
        self.cleaned_data["siret"] = siret
        self._unique("siret", "ce SIRET")
        return siret

    def clean_uai(self) -> str:
        uai = str(self.cleaned_data["uai"]).strip().upper()
        if uai and not (uai.isascii() and len(uai) == 8 and uai[:7].isdigit() and uai[7].isalpha()):
            raise ValidationError("Un UAI a sept chiffres et une lettre.")
        self.cleaned_data["uai"] = uai
        self._unique("uai", "cet UAI")
        return uai


class OrganisationRessource(RessourceExportee):
    commune = ChampExporte(attribute="commune__nom", column_name="commune")

    class Meta:
        model = Organisation
        name = "Organisations"
        fields = ["nom", "type", "siret", "uai", "commune", "verifiee"]
        export_order = fields

    def filter_export(self, queryset: QuerySet[Organisation], **kwargs: object) -> QuerySet[Organisation]:
        return queryset.select_related("commune")


@admin.register(Organisation)
class OrganisationAdmin(ExportEnTableur, ChoixCherches, ModelAdmin):
    form = OrganisationForm
    resource_classes = [OrganisationRessource]
    list_display = ["nom", "type", "commune", "nombre_de_membres", "verifiee", "demonstration"]
    list_filter = [("type", ChoicesDropdownFilter), "verifiee", "demonstration"]
    list_filter_submit = True
    list_select_related = ["commune"]
    list_per_page = 50
    search_fields = ["nom", "siret", "uai"]
    autocomplete_fields = ["commune"]
    inlines = [AdhesionsDeLOrganisation]
    actions = ["verifier", *ExportEnTableur.actions]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().get_queryset(request).annotate(nombre_membres=sous_compte(Adhesion, "organisation"))

    @display(description="membres", ordering="nombre_membres")
    def nombre_de_membres(self, organisation: Any) -> int:
        return int(organisation.nombre_membres)

    @admin.action(description="Marquer comme vérifiées", permissions=["change"])
    def verifier(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        nombre = queryset.filter(verifiee=False).update(verifiee=True)
        self.message_user(request, f"Organisations vérifiées : {nombre}.", messages.SUCCESS)


@admin.register(AccessAttempt)
class ConnexionRefuseeAdmin(LectureSeule, ModelAdmin):
    """Refused sign-ins of the admin. Deleting a row lets the person try again at once."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time"]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "failures_since_start", "attempt_time", "user_agent"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(Courriel)
class CourrielAdmin(LectureSeule, ModelAdmin):
    """Mails owed and sent: their state, never their words."""

    list_display = ["pk", "nature", "etat", "essais", "pas_avant", "envoye_le", "created_at"]
    list_filter = ["etat", "nature"]
    fields = ["nature", "etat", "essais", "pas_avant", "envoye_le", "erreur", "created_at"]
    actions = ["renvoyer"]

    @admin.action(description="Remettre en file les courriels échoués", permissions=["renvoyer"])
    def renvoyer(self, request: HttpRequest, queryset: QuerySet[Courriel]) -> None:
        nombre = remettre_en_file(file=queryset, maintenant=timezone.now())
        if nombre:
            envoyer_bientot()
        self.message_user(request, f"Courriels remis en file : {nombre}.", messages.SUCCESS)

    def has_renvoyer_permission(self, request: HttpRequest) -> bool:
        """Who runs the portal; the other roles do not see mails."""
        return getattr(request.user, "role", "") == Role.ADMINISTRATION
