"""Occupations: the portal's text on one side, ROME's facts beside it, read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from commun.administration import ExportEnTableur, Historique
from metiers.admin import marche_du_metier, officiel
from metiers.admin.actions import ChangementsDEtat
from metiers.admin.base import DuCatalogue
from metiers.admin.champs import MetierForm
from metiers.admin.export import MetierRessource
from metiers.admin.filtres import Manque, Provenance, Redaction
from metiers.admin.lignes import LIGNES
from metiers.admin.passerelles import PartsDesPasserelles
from metiers.models import Metier
from metiers.services.recherche import chercher_metiers

TROUVES_MAX = 100
IDENTITE: Any = (None, {"fields": ["nom", ("nom_masculin", "nom_feminin"), ("etat", "slug"), ("famille", "domaine")]})
TEXTE: Any = (
    "Texte du portail",
    {
        "classes": ["tab"],
        "fields": ["accroche", "journee", ("plait", "difficile"), "acces", "evolution", "couleur_regionale", "mots"],
    },
)
CLASSEMENT: Any = (
    "Classement",
    {
        "classes": ["tab"],
        "fields": [
            ("riasec_majeur", "riasec_mineur"),
            ("transition_ecologique", "transition_numerique", "transition_demographique"),
            ("reglemente", "cadre"),
            "themes",
            "secteurs_naf",
        ],
    },
)
ROME: Any = (
    "ROME (officiel)",
    {
        "classes": ["tab"],
        "description": "Repris du ROME de France Travail à chaque import ; ne se modifie pas ici.",
        "fields": [
            ("code_rome", "version_rome", "code_ogr", "code_rome_parent"),
            "libelle_rome",
            "definition_officielle",
            "acces_officiel",
            "appellations_officielles",
            "competences_officielles",
            "conditions_officielles",
            "voisins_officiels",
        ],
    },
)
MARCHE: Any = (
    "Emploi",
    {
        "classes": ["tab"],
        "description": "Calculé d'après les chiffres publiés par famille de métiers ; ne se modifie pas ici.",
        "fields": ["familles_d_emploi", "potentiel_par_territoire"],
    },
)
SUIVI: Any = (
    "Suivi",
    {"classes": ["tab"], "fields": ["voir_sur_le_site", ("retire_le", "remplace_par"), ("created_at", "updated_at")]},
)
# Lists of sentences, as they are shown to who may only read.
LUES = {
    "plait": "ce qui plaît",
    "difficile": "ce qui est dur",
    "evolution": "où cela mène",
    "mots": "mots pour le trouver",
}
CALCULES = MARCHE[1]["fields"]
DU_ROME = [champ for champs in ROME[1]["fields"] for champ in ([champs] if isinstance(champs, str) else champs)]
DU_ROME += CALCULES


def _lue(champ: str, titre: str) -> Any:
    @display(description=titre)
    def lire(self: Any, metier: Metier) -> SafeString | str:
        return officiel.liste(getattr(metier, champ)) if getattr(metier, champ) else "–"

    return lire


def _pour_lecture(champ: Any) -> Any:
    """The same field, or pair of fields, with readable lists."""
    if isinstance(champ, tuple):
        return tuple(_pour_lecture(element) for element in champ)
    return f"{champ}_lue" if champ in LUES else champ


@admin.register(Metier)
class MetierAdmin(PartsDesPasserelles, ChangementsDEtat, ExportEnTableur, Historique, DuCatalogue):
    form = MetierForm
    resource_classes = [MetierRessource]
    inlines = LIGNES
    fieldsets = [IDENTITE, TEXTE, CLASSEMENT, MARCHE, ROME, SUIVI]
    add_fieldsets = [
        (None, {"fields": ["nom", ("nom_masculin", "nom_feminin"), ("etat", "slug"), ("famille", "code_rome")]}),
        TEXTE,
        CLASSEMENT,
    ]
    autocomplete_fields = ["famille", "domaine", "remplace_par", "themes", "secteurs_naf"]
    actions: list[Any] = [*ChangementsDEtat.actions, *ExportEnTableur.actions]
    list_display = ["nom", "etat_colore", "code_rome", "famille", "redige", "updated_at"]
    list_select_related = ["famille"]
    list_filter = [
        ("etat", ChoicesDropdownFilter),
        Redaction,
        Manque,
        Provenance,
        ("famille", RelatedDropdownFilter),
        ("domaine__grand_domaine", RelatedDropdownFilter),
        ("transition_ecologique", ChoicesDropdownFilter),
        ("transition_numerique", ChoicesDropdownFilter),
        ("transition_demographique", ChoicesDropdownFilter),
        ("reglemente", ChoicesDropdownFilter),
    ]
    search_fields = ["nom", "nom_masculin", "nom_feminin", "slug", "code_rome"]
    search_help_text = "Nom, appellation, code ROME ou phrase ; accents et fautes de frappe pardonnés."

    # --- reading

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Metier], search_term: str
    ) -> tuple[QuerySet[Metier], bool]:
        """The public search, best first; what is not published is found by its name, its address or its code."""
        trouves, doublons = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return trouves, doublons
        rangs = {resultat.metier_id: rang for rang, resultat in enumerate(chercher_metiers(search_term, TROUVES_MAX))}
        cles = {*rangs, *trouves.order_by().values_list("pk", flat=True)[:TROUVES_MAX]}
        resultat = queryset.filter(pk__in=cles)
        if rangs and not request.GET.get("o"):
            rang = Case(*(When(pk=pk, then=Value(n)) for pk, n in rangs.items()), default=Value(TROUVES_MAX),
                        output_field=IntegerField())  # fmt: skip
            resultat = resultat.order_by(rang, "nom", "pk")
        return resultat, False

    @display(
        description="état", ordering="etat", label={"publie": "success", "brouillon": "warning", "retire": "danger"}
    )
    def etat_colore(self, metier: Metier) -> tuple[str, str]:
        return metier.etat, metier.get_etat_display()

    @display(description="rédigé", boolean=True, ordering="accroche")
    def redige(self, metier: Metier) -> bool:
        return metier.est_redige

    @display(description="page publique")
    def voir_sur_le_site(self, metier: Metier) -> SafeString | str:
        if metier.etat == Metier.Etat.BROUILLON:
            return "Un brouillon n'a pas encore de page."
        return format_html('<a class="lien-admin" href="{}">Voir sur le site</a>', metier.get_absolute_url())

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or obj.etat == Metier.Etat.BROUILLON:
            return None
        return reverse("metiers:fiche", args=[obj.slug])

    @display(description="appellations du ROME")
    def appellations_officielles(self, metier: Metier) -> SafeString | str:
        return officiel.appellations(metier)

    @display(description="compétences du ROME")
    def competences_officielles(self, metier: Metier) -> SafeString | str:
        return officiel.competences(metier)

    @display(description="conditions de travail du ROME")
    def conditions_officielles(self, metier: Metier) -> SafeString | str:
        return officiel.conditions(metier)

    @display(description="voisins selon le ROME")
    def voisins_officiels(self, metier: Metier) -> SafeString | str:
        return officiel.voisins(metier)

    @display(description="familles d'emploi")
    def familles_d_emploi(self, metier: Metier) -> SafeString | str:
        return marche_du_metier.familles(metier)

    @display(description="potentiel d'embauche, territoire par territoire")
    def potentiel_par_territoire(self, metier: Metier) -> SafeString | str:
        return marche_du_metier.potentiels_par_territoire(metier)

    plait_lue, difficile_lue, evolution_lue, mots_lue = (_lue(champ, titre) for champ, titre in LUES.items())

    def get_fieldsets(self, request: HttpRequest, obj: Metier | None = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [
            (titre, {**options, "fields": [_pour_lecture(champ) for champ in options["fields"]]})
            for titre, options in self.fieldsets
        ]

    # --- writing

    def get_inlines(self, request: HttpRequest, obj: Metier | None) -> list[Any]:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Metier | None = None) -> list[str]:
        if obj is None:
            return []
        if not self.has_change_permission(request, obj):
            return [*DU_ROME, "voir_sur_le_site", *(f"{champ}_lue" for champ in LUES)]
        figes = [*DU_ROME, "voir_sur_le_site", "retire_le", "created_at", "updated_at"]
        # The address of a sheet that was once public is in favourites, links and search engines.
        return figes if obj.etat == Metier.Etat.BROUILLON else [*figes, "slug"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Metier | None = None) -> dict[str, Any]:
        return {"slug": ["nom_masculin"]} if obj is None else {}

    def save_model(self, request: HttpRequest, obj: Metier, form: Any, change: bool) -> None:
        if "etat" in form.changed_data:
            obj.retire_le = timezone.localdate() if obj.etat == Metier.Etat.RETIRE else None
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Metier | None = None) -> bool:
        """Only a draft is deleted: a published occupation is withdrawn, so that a favourite keeps its meaning."""
        permis = super().has_delete_permission(request, obj)
        return permis and (obj is None or obj.etat == Metier.Etat.BROUILLON)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
