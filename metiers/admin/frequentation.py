"""What is read on the portal, by day: read only."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from commun.administration import LectureSeule
from metiers.models import CompteDuJour


@admin.register(CompteDuJour)
class CompteDuJourAdmin(LectureSeule, ModelAdmin):
    list_display = ["jour", "nature", "sujet", "nombre"]
    list_filter = [("nature", ChoicesDropdownFilter)]
    search_fields = ["sujet"]
    date_hierarchy = "jour"
    show_full_result_count = False
