"""Filters of the list of occupations: the same as the page's, but a value that means nothing is a 400.

Their choices come from the catalogue, so that another Région's or another version's values need no code.
"""

from typing import Any

import django_filters
from django import forms
from django.db import DatabaseError
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import NotFound, ValidationError

from commun.schema import SANS_NUL
from metiers.forms import LONGUEUR_Q
from metiers.models import Metier
from metiers.services.exploration import TRIS, Criteres, Exploration, explorer
from metiers.services.facettes import catalogue_courant

TEXTE = {"type": "string"}
FACETTES = {
    "interet": "Centre d'intérêt (voir `/api/v1/interets/`). Plusieurs valeurs élargissent.",
    "famille": "Famille du portail (voir `/api/v1/familles/`). Plusieurs valeurs élargissent.",
    "secteur": "Secteur ou sous-secteur d'activité (voir `/api/v1/secteurs/`). Plusieurs valeurs élargissent.",
    "theme": "Thème (voir `/api/v1/themes/`). Plusieurs valeurs élargissent.",
    "domaine": "Domaine professionnel du ROME. Plusieurs valeurs élargissent.",
    "niveau": "Diplôme à l'entrée : 0 sans diplôme, 3 CAP, 4 bac, 5 bac + 2, 6 bac + 3, 7 bac + 5, 8 doctorat.",
    "riasec": "Lettre RIASEC, majeure ou mineure.",
    "transition": "Transition dont le métier est partie prenante ; `non-renseignee` quand rien n'en est dit.",
    "reglemente": "Métier réglementé ; `inconnue` est un état à part, ce n'est pas non.",
    "origine": "`portail` : fiche écrite par le portail ; `rome` : définition officielle seule.",
}


class _ChampFacette(forms.MultipleChoiceField):
    """Values of a facet. They are checked all together, against one reading of the catalogue."""

    def valid_value(self, value: Any) -> bool:
        return True


class FiltreFacette(django_filters.MultipleChoiceFilter):
    """One of the facets of the catalogue."""

    field_class = _ChampFacette


def _facette(nom: str) -> FiltreFacette:
    filtre = FiltreFacette(label=FACETTES[nom])
    return extend_schema_field({"type": "string", "description": FACETTES[nom]})(filtre)  # type: ignore[no-any-return]


class MetierFilter(django_filters.FilterSet):
    """Criteria of the search; :meth:`explorer` crosses them all at once."""

    q = extend_schema_field(
        TEXTE
        | {
            "maxLength": LONGUEUR_Q,
            "pattern": SANS_NUL,
            "description": "Ce que l'on tape : un nom, un code ROME, une envie, un geste. Les fautes sont tolérées.",
            "example": "souder",
        }
    )(django_filters.CharFilter(max_length=LONGUEUR_Q))
    interet = _facette("interet")
    famille = _facette("famille")
    secteur = _facette("secteur")
    theme = _facette("theme")
    domaine = _facette("domaine")
    niveau = _facette("niveau")
    riasec = _facette("riasec")
    transition = _facette("transition")
    reglemente = _facette("reglemente")
    origine = _facette("origine")
    competence = extend_schema_field(
        TEXTE
        | {
            "maxLength": 200,
            "pattern": "^[-a-zA-Z0-9_]+$",
            "description": "Adresse d'un savoir-faire ou d'un savoir, lue dans une fiche. Inconnue : 404.",
        }
    )(django_filters.CharFilter(max_length=200))
    tri = extend_schema_field(TEXTE | {"description": "Ordre : `pertinence` (par défaut) ou `nom`."})(
        django_filters.ChoiceFilter(choices=list(TRIS.items()))
    )

    class Meta:
        model = Metier
        fields: list[str] = []

    def explorer(self) -> Exploration:
        """Occupations that answer the validated criteria."""
        donnees = self.form.cleaned_data
        catalogue = catalogue_courant()
        choix = {nom: tuple(donnees[nom]) for nom in FACETTES if donnees.get(nom)}
        valeurs = {nom: catalogue.facettes[nom].valeurs for nom in choix}
        fautes = {
            nom: [f"« {code[:40]} » n'est pas une valeur connue." for code in codes if code not in valeurs[nom]]
            for nom, codes in choix.items()
        }
        if any(fautes.values()):
            raise ValidationError({nom: raisons for nom, raisons in fautes.items() if raisons})
        competences = (donnees["competence"],) if donnees.get("competence") else ()
        q = " ".join(donnees.get("q", "").split())
        exploration = explorer(catalogue, Criteres(q, choix, competences, donnees.get("tri") or "pertinence"))
        if len(exploration.libelles_competences) < len(competences):
            raise NotFound("Aucun savoir-faire d'un métier ne porte cette adresse.")
        return exploration


class FiltreDuCatalogue(DjangoFilterBackend):
    """Validates the criteria and keeps their exploration on the view; occupations are read page by page."""

    def filter_queryset(self, request: Any, queryset: QuerySet, view: Any) -> Any:
        filtres = self.get_filterset(request, queryset, view)
        vides = {nom: ["Une valeur est attendue."] for nom in ("competence", "tri") if request.GET.get(nom) == ""}
        if vides:
            raise ValidationError(vides)
        if not filtres.is_valid():
            raise translate_validation(filtres.errors)
        view.exploration = filtres.explorer()
        return view.exploration.ids


class FiltreDuCatalogueExtension(DjangoFilterExtension):
    """The values of the facets, as they are in the catalogue when the schema is asked."""

    target_class = FiltreDuCatalogue  # type: ignore[assignment]
    match_subclasses = False
    priority = 1

    def get_schema_operation_parameters(self, auto_schema: Any, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        parametres: list[dict[str, Any]] = super().get_schema_operation_parameters(auto_schema, *args, **kwargs)
        try:
            facettes = catalogue_courant().facettes
        except DatabaseError:  # "manage.py check" asks for the schema before the first migration
            return parametres
        for parametre in parametres:
            if parametre["name"] in FACETTES and facettes[parametre["name"]].valeurs:
                parametre["schema"]["items"]["enum"] = list(facettes[parametre["name"]].valeurs)
            elif parametre["name"] == "tri":
                parametre["schema"]["enum"] = list(TRIS)
        return parametres
