"""Commitments, committees and decisions."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from commun.administration import ChoixCherches, Historique
from grenelle.admin.roles import SelonLeRole
from grenelle.models import Comite, Decision, Engagement
from grenelle.services.roles import Action


@admin.register(Engagement)
class EngagementAdmin(SelonLeRole, ChoixCherches, Historique, ModelAdmin):
    geste = Action.AVANCER
    list_display = ["partenaire", "libelle", "plan", "mesure", "etat", "echeance"]
    list_filter = [("plan", RelatedDropdownFilter), ("etat", ChoicesDropdownFilter)]
    list_filter_submit = True
    list_select_related = ["plan", "mesure"]
    search_fields = ["partenaire", "libelle"]
    autocomplete_fields = ["plan", "mesure", "document"]


@admin.register(Comite)
class ComiteAdmin(SelonLeRole, ChoixCherches, ModelAdmin):
    list_display = ["nom", "plan", "periodicite", "reunions_par_an"]
    list_filter = [("plan", RelatedDropdownFilter)]
    list_select_related = ["plan"]
    search_fields = ["nom", "plan__nom_court"]
    autocomplete_fields = ["plan", "document"]


@admin.register(Decision)
class DecisionAdmin(SelonLeRole, ChoixCherches, ModelAdmin):
    list_display = ["objet", "comite", "le"]
    list_filter = [("comite__plan", RelatedDropdownFilter)]
    list_select_related = ["comite"]
    search_fields = ["objet", "texte"]
    autocomplete_fields = ["comite", "mesures"]
