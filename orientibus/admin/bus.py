"""What staff keep: buses and when they do not go, seasons, workshops, dated values."""

from typing import Any

from django import forms
from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from commun.administration import ChoixCherches, Historique
from commun.administration_regles import PageDeRegles
from orientibus.choices import equipement_en_mots
from orientibus.models import Atelier, Bus, Indisponibilite, RegleTournee, Saison


class BusForm(forms.ModelForm):
    """Equipment is ticked among what the workshops need, and what the bus already carries."""

    equipements = forms.MultipleChoiceField(
        label="Équipements",
        required=False,
        help_text="Ce que les ateliers demandent. Un équipement nouveau s'ajoute d'abord à un atelier.",
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        demandes = Atelier.objects.exclude(equipement="").values_list("equipement", flat=True)
        codes = sorted({*demandes, *(self.instance.equipements or ())})
        self.fields["equipements"].choices = [(code, equipement_en_mots(code)) for code in codes]  # type: ignore[attr-defined]


class IndisponibilitesEnLigne(TabularInline):
    model = Indisponibilite
    extra = 0


@admin.register(Bus)
class BusAdmin(ChoixCherches, Historique, ModelAdmin):
    form = BusForm
    list_display = ["nom", "code", "departement", "depot", "capacite", "longueur_m", "actif", "demonstration"]
    list_filter = ["actif", "demonstration"]
    list_select_related = ["departement", "depot"]
    search_fields = ["nom", "code"]
    autocomplete_fields = ["departement", "depot"]
    inlines = [IndisponibilitesEnLigne]


@admin.register(Saison)
class SaisonAdmin(ModelAdmin):
    list_display = ["nom", "debut", "fin", "cloture", "reponse", "planification_commencee_le", "demonstration"]
    list_filter = ["demonstration"]
    search_fields = ["nom", "slug"]
    prepopulated_fields = {"slug": ["nom"]}


@admin.register(Atelier)
class AtelierAdmin(ModelAdmin):
    list_display = ["nom", "equipement", "duree_min", "actif", "ordre"]
    list_filter = ["actif"]
    search_fields = ["nom", "description"]
    prepopulated_fields = {"slug": ["nom"]}


@admin.register(RegleTournee)
class RegleTourneeAdmin(PageDeRegles):
    """A new value is a new row, with its date and its source."""
