"""Guidance places in the public API: read only, open to all, nearest first around a commune."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError

from commun.choix import OuiNon
from territoires.api.filters import RAYON_MAX, FiltreCode, departement_, territoire_
from territoires.api.serializers import DepartementCourtSerializer
from territoires.api.views import LectureViewSet
from territoires.models import Commune, LieuOrientation, PublicOriente, ReseauOrientation
from territoires.services.orientation import RAYON_PAR_DEFAUT

SLUG = r"^[a-z0-9-]{1,40}\Z"


class ReseauCourtSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReseauOrientation
        fields = ["code", "nom", "sigle", "telephone", "site"]


class PublicSerializer(serializers.ModelSerializer):
    class Meta:
        model = PublicOriente
        fields = ["code", "libelle"]


class CommuneDuLieuSerializer(serializers.ModelSerializer):
    departement = DepartementCourtSerializer()

    class Meta:
        model = Commune
        fields = ["code_insee", "nom", "departement"]


class LabelSerializer(serializers.Serializer):
    nom = serializers.CharField()
    donne_par = serializers.CharField()
    depuis = serializers.DateField(allow_null=True)


class LieuSerializer(serializers.ModelSerializer):
    """Un lieu d'orientation. Un texte vide veut dire « non renseigné », « inconnue » n'est pas « non »."""

    reseau = ReseauCourtSerializer()
    publics = PublicSerializer(many=True)
    commune = CommuneDuLieuSerializer()
    label: Any = serializers.SerializerMethodField(help_text="Le label et qui l'a donné, ou null.")
    distance_km = serializers.SerializerMethodField(
        help_text="Avec commune : kilomètres à vol d'oiseau, arrondis à 0,1 ; au centre de la commune du lieu quand "
        "position vaut « commune »."
    )

    class Meta:
        model = LieuOrientation
        fields = [
            "slug", "nom", "reseau", "publics", "uai", "adresse", "code_postal", "commune", "latitude", "longitude",
            "position", "telephone", "courriel", "site", "horaires", "accessible", "cep", "sur_rendez_vous",
            "a_distance", "precision", "label", "source", "verifie_le", "demonstration", "distance_km",
        ]  # fmt: skip

    @extend_schema_field(LabelSerializer(allow_null=True))
    def get_label(self, lieu: LieuOrientation) -> dict[str, Any] | None:
        return {"nom": lieu.label, "donne_par": lieu.label_par, "depuis": lieu.label_le} if lieu.label else None

    def get_distance_km(self, lieu: Any) -> float | None:
        return getattr(lieu, "distance_km", None)


def _oui_non(label: str) -> Any:
    """A three-state answer; the schema of the API lists its values."""
    forme = {"type": "string", "enum": list(OuiNon.values), "description": label}
    return extend_schema_field(forme)(django_filters.ChoiceFilter(choices=OuiNon, label=label))


OUI_NON_ATTENDU = "Une valeur est attendue : oui, non ou inconnue."


class LieuFilter(django_filters.FilterSet):
    """A value that means nothing is a 400 with its reason."""

    public = FiltreCode(
        method="par_public",
        label="Code du public reçu, comme decrocheur. Inconnu : 404",
        motif=SLUG,
        attendu="Le code d'un public.",
    )
    reseau = FiltreCode(
        method="par_reseau",
        label="Code du réseau, comme cio. Inconnu : 404",
        motif=SLUG,
        attendu="Le code d'un réseau.",
    )
    departement = departement_("commune__departement__code")
    territoire = territoire_("commune__territoire__code")
    cep = _oui_non("Donne le conseil en évolution professionnelle")
    accessible = _oui_non("Accessible en fauteuil roulant")
    commune = FiltreCode(
        method="autour",
        label="Code INSEE d'une commune : les lieux autour d'elle, le plus proche d'abord",
        motif=r"^[0-9][0-9AB][0-9]{3}\Z",
        attendu="Un code INSEE de 5 caractères est attendu, comme 44109.",
    )
    rayon = extend_schema_field(
        {
            "type": "number",
            "minimum": 1,
            "maximum": RAYON_MAX,
            "description": f"Avec commune : rayon en kilomètres, de 1 à {RAYON_MAX} ({RAYON_PAR_DEFAUT} par défaut)",
        }
    )(django_filters.NumberFilter(method="laisser", min_value=1, max_value=RAYON_MAX))

    class Meta:
        model = LieuOrientation
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        attendus = {
            "rayon": "Un nombre de kilomètres est attendu.",
            "cep": OUI_NON_ATTENDU,
            "accessible": OUI_NON_ATTENDU,
        }
        vides = {nom: [attendu] for nom, attendu in attendus.items() if self.data.get(nom) == ""}
        if vides:
            raise ValidationError(vides)
        return super().filter_queryset(queryset)

    def laisser(self, queryset: QuerySet, nom: str, valeur: Any) -> QuerySet:
        return queryset

    def par_public(self, queryset: Any, nom: str, code: str) -> QuerySet:
        public = PublicOriente.objects.filter(code=code).first()
        if public is None:
            connus = ", ".join(PublicOriente.objects.values_list("code", flat=True))
            raise NotFound(f"Public inconnu. Publics connus : {connus}.")
        return queryset.pour(public)

    def par_reseau(self, queryset: QuerySet, nom: str, code: str) -> QuerySet:
        reseau = ReseauOrientation.objects.filter(code=code).first()
        if reseau is None:
            connus = ", ".join(ReseauOrientation.objects.values_list("code", flat=True))
            raise NotFound(f"Réseau inconnu. Réseaux connus : {connus}.")
        return queryset.filter(reseau=reseau)

    def autour(self, queryset: Any, nom: str, code: str) -> QuerySet:
        centre = Commune.objects.actives().filter(code_insee=code).first()
        if centre is None:
            raise NotFound("Aucune commune connue du portail ne porte ce code.")
        rayon = self.form.cleaned_data.get("rayon")
        return queryset.autour_de(centre, float(rayon) if rayon is not None else RAYON_PAR_DEFAUT)


EXEMPLE = OpenApiExample(
    "Un CIO",
    value={
        "slug": "cio-de-nantes",
        "nom": "CIO de Nantes",
        "reseau": {
            "code": "cio",
            "nom": "Centre d'information et d'orientation",
            "sigle": "CIO",
            "telephone": "",
            "site": "https://www.education.gouv.fr/annuaire",
        },
        "publics": [{"code": "lyceen", "libelle": "lycéennes et lycéens"}],
        "uai": "0441722H",
        "adresse": "",
        "code_postal": "",
        "commune": {"code_insee": "44109", "nom": "Nantes", "departement": {"code": "44", "nom": "Loire-Atlantique"}},
        "latitude": 47.250185,
        "longitude": -1.556441,
        "position": "adresse",
        "telephone": "",
        "courriel": "",
        "site": "",
        "horaires": "",
        "accessible": "inconnue",
        "cep": "non",
        "sur_rendez_vous": "inconnue",
        "a_distance": "inconnue",
        "precision": "",
        "label": None,
        "source": "Annuaire de l'éducation (ministère de l'Éducation nationale), 2025",
        "verifie_le": None,
        "demonstration": False,
        "distance_km": 2.2,
    },
    response_only=True,
)


@extend_schema_view(
    list=extend_schema(
        tags=["Territoires"],
        summary="Les lieux d'orientation",
        description=(
            "Où parler d'études, de formation et de travail : CIO, missions locales, France Travail, chambres… "
            "Avec `commune`, le plus proche d'abord. `public` garde aussi les lieux ouverts à tout public."
        ),
        examples=[EXEMPLE],
    ),
    retrieve=extend_schema(
        tags=["Territoires"],
        summary="Un lieu d'orientation",
        parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH, description="Adresse du lieu")],
        examples=[EXEMPLE],
    ),
)
class LieuViewSet(LectureViewSet):
    serializer_class = LieuSerializer
    filterset_class = LieuFilter
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]{1,120}"
    queryset = LieuOrientation.objects.ouverts().complets().order_by("slug")
