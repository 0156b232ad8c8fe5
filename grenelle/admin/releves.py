"""Readings: listed with every revision, and written by the services only, through the screens of this page."""

from django.contrib import admin
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from commun.administration import ChampExporte, ExportEnTableur, LectureSeule, RessourceExportee
from grenelle.admin.echanges import PagesDEchange
from grenelle.admin.saisie import PagesDeSaisie
from grenelle.admin.validation import PagesDeValidation
from grenelle.models import Releve


class ReleveRessource(RessourceExportee):
    indicateur = ChampExporte(attribute="indicateur__code", column_name="indicateur")

    class Meta:
        model = Releve
        name = "Relevés"
        fields = [
            "indicateur",
            "debut",
            "fin",
            "echelle",
            "territoire",
            "valeur",
            "statut",
            "source",
            "revision",
            "en_vigueur",
            "raison",
            "saisi_le",
            "demonstration",
        ]
        export_order = fields


@admin.register(Releve)
class ReleveAdmin(PagesDeSaisie, PagesDeValidation, PagesDEchange, LectureSeule, ExportEnTableur, ModelAdmin):
    """Every revision is listed: what a value was, what it became, and why."""

    actions_list = ["saisir", "a_valider", "fichiers"]
    resource_classes = [ReleveRessource]
    list_display = [
        "indicateur",
        "debut",
        "fin",
        "territoire",
        "valeur",
        "statut",
        "revision",
        "en_vigueur",
        "raison",
        "saisi_par",
        "saisi_le",
    ]
    list_filter = [
        ("indicateur__plan", RelatedDropdownFilter),
        ("echelle", ChoicesDropdownFilter),
        ("statut", ChoicesDropdownFilter),
        "en_vigueur",
        "demonstration",
    ]
    list_filter_submit = True
    list_per_page = 100
    list_select_related = ["indicateur", "saisi_par"]
    search_fields = ["indicateur__libelle", "=indicateur__code", "=territoire"]
    show_full_result_count = False
