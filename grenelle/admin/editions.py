"""The yearly Grenelle: read here, moved on by the services."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from commun.administration import LectureSeule
from grenelle.models import Contribution, EditionGrenelle, EffetSurMesure, Vote


@admin.register(EditionGrenelle)
class EditionAdmin(LectureSeule, ModelAdmin):
    list_display = ["titre", "plan", "annee", "etat", "tenue_le", "conclue_le"]
    list_filter = [("plan", RelatedDropdownFilter), ("etat", ChoicesDropdownFilter)]
    list_select_related = ["plan"]


@admin.register(Contribution)
class ContributionAdmin(LectureSeule, ModelAdmin):
    """Who wrote is not listed: moderation reads words, not people."""

    list_display = ["__str__", "edition", "mesure", "moderation", "created_at"]
    list_filter = [("moderation", ChoicesDropdownFilter)]
    list_select_related = ["edition", "mesure"]
    fields = ["edition", "mesure", "texte", "moderation", "motif", "moderee_le", "created_at"]


@admin.register(EffetSurMesure)
class EffetAdmin(LectureSeule, ModelAdmin):
    list_display = ["mesure", "nature", "edition", "le"]
    list_filter = [("nature", ChoicesDropdownFilter)]
    list_select_related = ["mesure", "edition"]


@admin.register(Vote)
class VoteAdmin(LectureSeule, ModelAdmin):
    """Counted, never shown with a name."""

    list_display = ["contribution", "created_at"]
    list_select_related = ["contribution"]
    fields = ["contribution", "created_at"]
