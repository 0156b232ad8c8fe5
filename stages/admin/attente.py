"""Models whose own admin page is not written yet: read only."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from commun.administration import LectureSeule
from stages import models


@admin.register(
    models.AbonnementPush,
)
class EnAttenteAdmin(LectureSeule, ModelAdmin):
    list_display = ["pk"]
