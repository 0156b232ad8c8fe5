"""Companies, offers and applications as they stand: read here, moved on by the services only."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from commun.administration import LectureSeule
from stages.models import (
    Candidature,
    EvenementCandidature,
    NiveauDOffre,
    PlaceReservee,
    SemaineDOffre,
)


class LignesLues(TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False


class NiveauxEnLigne(LignesLues):
    model = NiveauDOffre


class SemainesEnLigne(LignesLues):
    model = SemaineDOffre


class ReservesEnLigne(LignesLues):
    model = PlaceReservee


class EtapesEnLigne(LignesLues):
    model = EvenementCandidature


@admin.register(Candidature)
class CandidatureAdmin(LectureSeule, ModelAdmin):
    """What staff need to follow an application; a person's own words and addresses are not listed."""

    list_display = ["__str__", "offre", "etat", "niveau", "mineur", "envoyee_le", "repondue_le"]
    list_filter = ["etat", "niveau", "mineur"]
    list_select_related = ["offre"]
    fields = ["offre", "semaine", "etat", "niveau", "mineur", "envoyee_le", "repondue_le", "expire_le", "confirmee_le"]
    inlines = [EtapesEnLigne]
