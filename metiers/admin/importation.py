"""Journal of the imports, read-only."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from commun.administration import LectureSeule
from territoires.models import Importation


@admin.register(Importation)
class ImportationAdmin(LectureSeule, ModelAdmin):
    list_display = ["jeu", "version", "etat", "debut", "crees", "modifies", "retires", "refuses", "lancee_par"]
    list_filter = [("etat", ChoicesDropdownFilter), "jeu"]
    list_select_related = ["lancee_par"]
    search_fields = ["jeu", "version", "source"]
