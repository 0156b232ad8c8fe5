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


<<<<<<< HEAD
@admin.register(OffreStage)
class OffreStageAdmin(LectureSeule, ModelAdmin):
    list_display = ["titre", "section", "etat", "entreprise", "commune", "publiee_le", "expire_le", "a_controler"]
    list_filter = ["section", "etat", "a_controler"]
    list_select_related = ["entreprise__organisation", "commune"]
    search_fields = ["titre", "entreprise__organisation__nom"]
    inlines = [NiveauxEnLigne, SemainesEnLigne, ReservesEnLigne]
=======
@admin.register(Entreprise)
class EntrepriseAdmin(LectureSeule, ModelAdmin):
    list_display = ["organisation", "code_naf", "activite", "effectif", "verifiee_le", "refusee_le"]
    list_filter = ["effectif"]
    list_select_related = ["organisation"]
    search_fields = ["organisation__nom", "organisation__siret", "activite"]
>>>>>>> offres


@admin.register(Candidature)
class CandidatureAdmin(LectureSeule, ModelAdmin):
    """What staff need to follow an application; a person's own words and addresses are not listed."""

    list_display = ["__str__", "offre", "etat", "niveau", "mineur", "envoyee_le", "repondue_le"]
    list_filter = ["etat", "niveau", "mineur"]
    list_select_related = ["offre"]
    fields = ["offre", "semaine", "etat", "niveau", "mineur", "envoyee_le", "repondue_le", "expire_le", "confirmee_le"]
    inlines = [EtapesEnLigne]
