"""Profiles of candidates and requests of companies, read only; a person's own words are not listed."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from commun.administration import LectureSeule
from stages.models import DemandeDeContact, ProfilCandidat


@admin.register(ProfilCandidat)
class ProfilCandidatAdmin(LectureSeule, ModelAdmin):
    list_display = ["__str__", "niveau", "mineur", "publie", "vu_le", "updated_at"]
    list_filter = ["publie", "mineur", ("niveau", ChoicesDropdownFilter)]
    fields = ["niveau", "mineur", "publie", "rayon_km", "disponible_le", "vu_le", "updated_at"]


@admin.register(DemandeDeContact)
class DemandeDeContactAdmin(LectureSeule, ModelAdmin):
    list_display = ["entreprise", "profil", "etat", "created_at", "repondue_le"]
    list_filter = [("etat", ChoicesDropdownFilter)]
    list_select_related = ["entreprise__organisation", "profil"]
    search_fields = ["entreprise__organisation__nom"]
    fields = ["entreprise", "profil", "etat", "created_at", "repondue_le"]
