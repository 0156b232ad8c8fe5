"""The dated values of the exchange: a new value is a new row, with its date and its source."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from commun.administration import LignesChoisies
from stages.models import Regle


@admin.register(Regle)
class RegleAdmin(LignesChoisies, ModelAdmin):
    list_display = ["libelle", "code", "depuis", "valeur", "unite", "modifiable", "source"]
    list_filter = ["modifiable"]
    list_per_page = 100
    search_fields = ["code", "libelle", "source"]
    date_hierarchy = "depuis"
