"""What every page of the admin shares: access by reading only, bounded queries, safe exports, clear refusals."""

from collections.abc import Callable, Collection
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.db.models import Count, IntegerField, JSONField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from import_export import resources
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.widgets import Widget
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.import_export.forms import SelectableFieldsExportForm
from unfold.dataclasses import UnfoldAction
from unfold.forms import PaginationInlineFormSet

from commun.nombres import entier

# What a spreadsheet takes for a formula when a cell begins with it.
DEBUTS_DE_FORMULE = ("=", "+", "-", "@", "\t", "\r")


def neutraliser(valeur: Any) -> Any:
    """A text that a spreadsheet will show and never compute."""
    if isinstance(valeur, str) and valeur.startswith(DEBUTS_DE_FORMULE):
        return f"'{valeur}"
    return valeur


def sous_compte(modele: type[Model], lien: str) -> Coalesce:
    """Number of rows of ``modele`` whose ``lien`` is the row of the list: computed for the rows of the page only."""
    lignes = modele._default_manager.filter(**{lien: OuterRef("pk")}).order_by().values(lien)
    return Coalesce(Subquery(lignes.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


class LectureSeule(admin.ModelAdmin):
    """A page that shows and never writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def vue_gardee(page: admin.ModelAdmin, vue: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A further view of a model's page, for its ``get_urls``: guarded as the admin's own, and known as such."""

    def gardee(*args: Any, **kwargs: Any) -> HttpResponse:
        return page.admin_site.admin_view(vue)(*args, **kwargs)

    gardee.model_admin = page  # type: ignore[attr-defined]
    return update_wrapper(gardee, vue)


class ChoixConnu(AutocompleteSelect):
    """Autocomplete that asks the database nothing for a chosen row that the page already read, nor for nonsense."""

    connu: Model | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        if self.connu is None or not value or str(value[0]) != str(self.connu.pk):
            return super().optgroups(name, [v for v in value if entier(str(v)) is not None], attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.connu.pk, str(self.connu), True, len(options)))
        return [(None, options, 0)]


class ChoixMultiple(AutocompleteSelectMultiple):
    """Autocomplete of several rows; what cannot be a row becomes one that does not exist, and is refused as such."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        valeurs = super().value_from_datadict(data, files, name) or []
        return [valeur if entier(str(valeur)) is not None else "0" for valeur in valeurs]


class ChoixCherches(BaseModelAdmin):
    """Pages whose ``autocomplete_fields`` use the two widgets above."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChoixConnu(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChoixMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class LignesConnues(PaginationInlineFormSet):
    """Rows of an inline whose chosen objects come from the list's own join: one query whatever their number."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for nom, champ in form.fields.items():
            widget = getattr(champ.widget, "widget", champ.widget)
            if isinstance(widget, ChoixConnu):
                widget.connu = form.instance._state.fields_cache.get(nom)


class LignesAvecChoix(ChoixCherches, TabularInline):
    """Inline whose foreign keys are autocompleted; ``list_select_related`` names what the rows show."""

    formset = LignesConnues
    extra = 0
    list_select_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        lignes = super().get_queryset(request)
        return lignes.select_related(*self.list_select_related) if self.list_select_related else lignes


class Historique(SimpleHistoryAdmin):
    """History of each object; an address that names nothing is a 404."""

    def _numero(self, valeur: str) -> str:
        if not valeur.isdecimal() or len(valeur) > 18:
            raise Http404
        return valeur

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return super().history_view(request, self._numero(object_id), extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return super().history_form_view(request, self._numero(object_id), self._numero(version_id), extra_context)


class ChampExporte(Field):
    """A cell of an export: lists on one line."""

    def get_value(self, instance: Any) -> Any:
        valeur = super().get_value(instance)
        return " | ".join(str(element) for element in valeur) if isinstance(valeur, list) else valeur


class RessourceExportee(resources.ModelResource):
    """Resource whose columns bear the French names of the fields, and whose cells hold no formula."""

    DEFAULT_RESOURCE_FIELD = ChampExporte

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:
        champ = super().field_from_django_field(field_name, django_field, readonly)
        champ.column_name = "adresse" if field_name == "slug" else str(django_field.verbose_name)
        if isinstance(django_field, JSONField):
            champ.widget = Widget()
        return champ

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> Any:
        return neutraliser(super().export_field(field, instance, **kwargs))

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [neutraliser(entete) for entete in super().get_export_headers(selected_fields)]


class FormulaireExport(SelectableFieldsExportForm):
    """Columns to keep, under their French names."""

    def _get_field_label(self, resource: Any, field_name: str) -> str:
        return str(resource.fields[field_name].column_name).capitalize()


class ExportEnTableur(ExportMixin, admin.ModelAdmin):
    """ "Exporter" button above the list (what the filters keep), and the selection in CSV or Excel."""

    formats = [CSV, XLSX]
    export_form_class = FormulaireExport
    to_encoding = "utf-8-sig"  # Excel reads accents only with the mark
    actions: list[Any] = ["exporter_en_csv", "exporter_en_xlsx"]

    def get_export_formats(self) -> list[type]:
        return self.formats

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_valid_export_item_pks(self, request: HttpRequest) -> QuerySet[Any]:
        return self.get_export_queryset(request).values_list("pk", flat=True)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        try:
            return super().get_export_queryset(request)
        except (IncorrectLookupParameters, FieldDoesNotExist) as erreur:
            raise BadRequest("Filtre inconnu.") from erreur

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        return f"{self.opts.verbose_name_plural}.{file_format.get_extension()}".replace(" ", "-")

    @admin.action(description="Exporter la sélection en CSV")
    def exporter_en_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self._do_file_export(CSV(), request, queryset)

    @admin.action(description="Exporter la sélection pour Excel (XLSX)")
    def exporter_en_xlsx(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self._do_file_export(XLSX(), request, queryset)


class GestesSelonLEtat(Historique, ModelAdmin):
    """The buttons of a row's page: those that make sense of it now. What the address does is for the service to say."""

    def gestes_permis(self, objet: Any) -> Collection[str]:
        """Names, among ``actions_detail``."""
        raise NotImplementedError

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        gestes: list[UnfoldAction] = super().get_actions_detail(request, object_id)
        objet = self.get_object(request, str(object_id))
        permis = self.gestes_permis(objet) if objet is not None else ()
        debut = f"{self.opts.app_label}_{self.opts.model_name}_"
        return [geste for geste in gestes if geste.action_name.removeprefix(debut) in permis]
