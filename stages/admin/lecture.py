"""Companies, offers and applications as they stand: read here, moved on by the services only."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from commun.administration import LectureSeule
from stages.models import (
    Candidature,
    Entreprise,
    EvenementCandidature,
    EvenementOffre,
    NiveauDOffre,
    PlaceReservee,
    SemaineDOffre,
)


class _Lignes(TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False


class NiveauxEnLigne(_Lignes):
    model = NiveauDOffre


class SemainesEnLigne(_Lignes):
    model = SemaineDOffre


class ReservesEnLigne(_Lignes):
    model = PlaceReservee


class EtapesEnLigne(_Lignes):
    model = EvenementCandidature


@admin.register(Entreprise)
class EntrepriseAdmin(LectureSeule, ModelAdmin):
    list_display = ["organisation", "code_naf", "activite", "effectif", "verifiee_le", "refusee_le"]
    list_filter = ["effectif"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__nom", "organisation__siret", "activite"]


@admin.register(Candidature)
class CandidatureAdmin(LectureSeule, ModelAdmin):
    """What staff need to follow an application; a person's own words and addresses are not listed."""

    list_display = ["__str__", "offre", "etat", "niveau", "mineur", "envoyee_le", "repondue_le"]
    list_filter = ["etat", "niveau", "mineur"]
    list_select_related = ["offre"]
    fields = ["offre", "semaine", "etat", "niveau", "mineur", "envoyee_le", "repondue_le", "expire_le", "confirmee_le"]
    inlines = [EtapesEnLigne]


@admin.register(EvenementOffre)
class EvenementOffreAdmin(LectureSeule, ModelAdmin):
    list_display = ["offre", "created_at", "traite_le"]
    list_select_related = ["offre"]
