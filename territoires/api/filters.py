"""Filters of the API: a value that means nothing is a 400 with its reason, never an empty list without a word."""

from typing import Any

import django_filters
from django import forms
from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import NotFound, ValidationError

from commun.schema import SANS_NUL
from territoires.models import Commune, Epci, TerritoireEmploi
from territoires.services.noms import plier

LONGUEUR_SAISIE = 200
RAYON_PAR_DEFAUT = 30
RAYON_MAX = 100
TEXTE = {"type": "string", "maxLength": LONGUEUR_SAISIE, "pattern": SANS_NUL}


class _ChampCode(forms.CharField):
    """A code of a given form."""

    def __init__(self, *, motif: str, attendu: str, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)  # Python takes \x1d for a space: stripped, it would be no code at all
        self.validators += [ProhibitNullCharactersValidator(), RegexValidator(motif, attendu)]


class FiltreSaisie(django_filters.CharFilter):
    """What a visitor types, within bounds that the schema says too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGUEUR_SAISIE, **kwargs)
        forme = TEXTE | {"description": self.label}
        extend_schema_field(forme)(self)


class FiltreCode(django_filters.CharFilter):
    """A code; the schema of the API says its form."""

    field_class = _ChampCode

    def __init__(self, *args: Any, motif: str, **kwargs: Any) -> None:
        super().__init__(*args, motif=motif, **kwargs)
        code = motif.removeprefix("^").removesuffix(r"\Z")  # an empty value is an absent one
        forme = {"type": "string", "pattern": f"^({code})?$", "description": self.label}
        extend_schema_field(forme)(self)


def departement_(champ: str) -> FiltreCode:
    return FiltreCode(
        field_name=champ,
        label="Code du département, comme 44",
        motif=r"^[0-9][0-9AB][0-9]?\Z",
        attendu="Le code d'un département est attendu, comme 44.",
    )


def territoire_(champ: str) -> FiltreCode:
    return FiltreCode(
        field_name=champ,
        label="Code du territoire emploi, comme nantes",
        motif=r"^[a-z0-9-]{1,60}\Z",
        attendu="Le code d'un territoire est attendu, en minuscules et tirets.",
    )


class CommuneFilter(django_filters.FilterSet):
    """``q`` is answered by the completion, not here: only its length is checked."""

    q = FiltreSaisie(
        method="laisser",
        label=(
            "Nom, début de nom, ancienne commune, code postal ou code INSEE, accents et tirets facultatifs. "
            "La réponse tient alors en une page, les meilleures d'abord (10, ou taille)."
        ),
    )
    departement = departement_("departement__code")
    territoire = territoire_("territoire__code")
    epci = FiltreCode(
        field_name="epci__siren",
        label="SIREN de l'EPCI",
        motif=r"^[0-9]{9}\Z",
        attendu="Un SIREN de 9 chiffres est attendu.",
    )
    pres_de = FiltreCode(
        method="autour",
        label="Code INSEE d'une commune : les communes autour d'elle, la plus proche d'abord",
        motif=r"^[0-9][0-9AB][0-9]{3}\Z",
        attendu="Un code INSEE de 5 caractères est attendu, comme 44109.",
    )
    rayon = extend_schema_field(
        {
            "type": "number",
            "minimum": 1,
            "maximum": RAYON_MAX,
            "description": f"Avec pres_de : rayon en kilomètres, de 1 à {RAYON_MAX} ({RAYON_PAR_DEFAUT} par défaut)",
        }
    )(django_filters.NumberFilter(method="laisser", min_value=1, max_value=RAYON_MAX))

    class Meta:
        model = Commune
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        if self.data.get("rayon") == "":
            raise ValidationError({"rayon": ["Un nombre de kilomètres est attendu."]})
        return super().filter_queryset(queryset)

    def laisser(self, queryset: QuerySet, nom: str, valeur: Any) -> QuerySet:
        return queryset

    def autour(self, queryset: Any, nom: str, code: str) -> QuerySet:
        centre = Commune.objects.actives().filter(code_insee=code).first()
        if centre is None:
            raise NotFound("Aucune commune connue du portail ne porte ce code.")
        rayon = self.form.cleaned_data.get("rayon")
        return queryset.autour_de(centre, float(rayon) if rayon is not None else RAYON_PAR_DEFAUT)


class _ParNom(django_filters.FilterSet):
    q = FiltreSaisie(method="par_nom", label="Partie du nom, sans accents")

    def par_nom(self, queryset: QuerySet, nom: str, valeur: str) -> QuerySet:
        """Few rows (some dozens per Région): names are folded here, the same way on every database."""
        cherche = plier(valeur)
        noms = queryset.order_by().values_list("pk", "nom")
        return queryset.filter(pk__in=[pk for pk, texte in noms if cherche and cherche in plier(texte)])


class TerritoireFilter(_ParNom):
    departement = departement_("departement__code")

    class Meta:
        model = TerritoireEmploi
        fields: list[str] = []


class EpciFilter(_ParNom):
    departement = FiltreCode(
        method="par_departement",
        label="Code d'un département où l'EPCI a une commune",
        motif=r"^[0-9][0-9AB][0-9]?\Z",
        attendu="Le code d'un département est attendu, comme 44.",
    )
    territoire = territoire_("territoire__code")

    class Meta:
        model = Epci
        fields: list[str] = []

    def par_departement(self, queryset: QuerySet, nom: str, code: str) -> QuerySet:
        communes = Commune.objects.actives().filter(departement__code=code)
        return queryset.filter(pk__in=communes.values("epci"))
