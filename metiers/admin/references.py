"""ROME's trees and tags, the portal's families."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from commun.administration import sous_compte
from metiers.admin.base import AvecNombreDeMetiers
from metiers.models import (
    CentreInteret,
    Domaine,
    Famille,
    GrandDomaine,
    Metier,
    MetierInteret,
    MetierSecteur,
    Secteur,
    SecteurNaf,
    Theme,
)


class ReferentielAdmin(AvecNombreDeMetiers):
    """A code, a label, a sentence. The code joins the official files and is fixed once written."""

    list_display = ["libelle", "code", "metiers_concernes"]
    search_fields = ["libelle", "code"]
    fields = ["libelle", "code", "slug", "definition"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["libelle"]}


@admin.register(Famille)
class FamilleAdmin(ReferentielAdmin):
    modele_lien, champ_lien = Metier, "famille"
    list_display = ["libelle", "code", "icone", "ordre", "metiers_concernes"]
    fields = ["libelle", "code", "slug", "icone", "ordre", "definition"]


@admin.register(GrandDomaine)
class GrandDomaineAdmin(ReferentielAdmin):
    modele_lien, champ_lien = Metier, "domaine__grand_domaine"
    list_display = ["code", "libelle", "nombre_de_domaines", "metiers_concernes"]
    list_display_links = ["libelle"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GrandDomaine]:
        return super().get_queryset(request).annotate(nombre_domaines=sous_compte(Domaine, "grand_domaine"))

    @display(description="domaines", ordering="nombre_domaines")
    def nombre_de_domaines(self, objet: Any) -> int:
        return int(objet.nombre_domaines)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.domaines.exists())


@admin.register(Domaine)
class DomaineAdmin(ReferentielAdmin):
    modele_lien, champ_lien = Metier, "domaine"
    list_display = ["code", "libelle", "grand_domaine", "famille", "metiers_concernes"]
    list_display_links = ["libelle"]
    list_select_related = ["grand_domaine", "famille"]
    list_filter = [("grand_domaine", RelatedDropdownFilter), ("famille", RelatedDropdownFilter)]
    autocomplete_fields = ["grand_domaine", "famille"]
    fields = ["libelle", "code", "slug", "grand_domaine", "famille", "definition"]


@admin.register(CentreInteret)
class CentreInteretAdmin(ReferentielAdmin):
    modele_lien, champ_lien = MetierInteret, "interet"


@admin.register(Theme)
class ThemeAdmin(ReferentielAdmin):
    modele_lien, champ_lien = Metier.themes.through, "theme"


@admin.register(Secteur)
class SecteurAdmin(ReferentielAdmin):
    modele_lien, champ_lien = MetierSecteur, "secteur"
    list_display = ["libelle", "code", "parent", "metiers_concernes"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]
    fields = ["libelle", "code", "slug", "parent", "definition"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.sous_secteurs.exists())


@admin.register(SecteurNaf)
class SecteurNafAdmin(ReferentielAdmin):
    modele_lien, champ_lien = Metier.secteurs_naf.through, "secteurnaf"
