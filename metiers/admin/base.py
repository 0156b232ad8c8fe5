"""What the pages of this room share."""

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from commun.administration import ChoixCherches, sous_compte
from metiers.services.catalogue import signaler_changement


class DuCatalogue(ChoixCherches, ModelAdmin):
    """Whatever is written here changes the catalogue: its version grows in the same transaction."""

    list_per_page = 50
    list_filter_submit = True
    warn_unsaved_form = True

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        signaler_changement()

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        signaler_changement()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        signaler_changement()


class AvecNombreDeMetiers(DuCatalogue):
    """A list that says how many occupations use each row; only the rows of the page are counted."""

    modele_lien: type[Model]
    champ_lien: str

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(nombre_metiers=sous_compte(self.modele_lien, self.champ_lien))

    @display(description="métiers", ordering="nombre_metiers")
    def metiers_concernes(self, objet: Any) -> int:
        return int(objet.nombre_metiers)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What occupations use cannot be deleted: it would silently strip them."""
        permis = super().has_delete_permission(request, obj)
        if obj is None or not permis:
            return permis
        return not self.modele_lien._default_manager.filter(**{self.champ_lien: obj}).exists()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
