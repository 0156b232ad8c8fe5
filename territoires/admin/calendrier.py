"""School holidays and public holidays: staff may add what a decree brings before a file does."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from territoires.models import CalendrierScolaire, JourFerie


@admin.register(CalendrierScolaire)
class CalendrierScolaireAdmin(ModelAdmin):
    list_display = ["libelle", "annee_scolaire", "zone", "population", "premier_jour", "dernier_jour"]
    list_filter = ["zone", "population", "annee_scolaire"]
    search_fields = ["libelle", "annee_scolaire"]
    date_hierarchy = "premier_jour"


@admin.register(JourFerie)
class JourFerieAdmin(ModelAdmin):
    list_display = ["jour", "libelle", "source"]
    search_fields = ["libelle"]
    date_hierarchy = "jour"
