"""From six scores of interests to occupations, in the public API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.acces import tout_public
from commun.api import Pagination
from metiers.api.conditions import selon_le_catalogue
from metiers.api.exemples import LISTE, exemple
from metiers.api.serializers import MetierListeSerializer
from metiers.choices import Niveau
from metiers.interets import Label, Profil, lire_profil
from metiers.interets.correspondance import SEUIL_GRANDE, SEUIL_MEILLEURE
from metiers.interets.profil import DISPERSION_MIN, FORME
from metiers.models import Metier
from metiers.services.facettes import catalogue_courant
from metiers.services.resultat_interets import Correspondance, composer_resultat, correspondances_de

EXEMPLE = {cle: valeur for cle, valeur in LISTE.items() if cle != "correspondance"} | {
    "correspondance": {
        "r": 0.913,
        "label": "meilleure",
        "raison": "Répond à vos envies d'agir concrètement (15/20) et d'organiser (14/20).",
        "centres": ["J'aime le travail manuel", "J'ai le souci du détail"],
    }
}


class CorrespondanceInteretsSerializer(serializers.Serializer):
    """Comment un profil rejoint un métier."""

    r = serializers.SerializerMethodField(help_text="Corrélation entre les six scores et les six valeurs du métier.")
    label = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text=f"`meilleure` : r ≥ {SEUIL_MEILLEURE} ; `grande` : r ≥ {SEUIL_GRANDE} ; `lointaine` en dessous."
    )
    raison = serializers.CharField(help_text="La raison, en une phrase.")
    centres = serializers.ListField(
        child=serializers.CharField(), help_text="Centres d'intérêt du métier qui parlent des mêmes types."
    )

    @extend_schema_field(serializers.FloatField(min_value=-1, max_value=1))
    def get_r(self, lien: Correspondance) -> float:
        return round(lien.r, 4)

    @extend_schema_field(serializers.ChoiceField(choices=[label.value for label in Label]))
    def get_label(self, lien: Correspondance) -> str:
        return lien.label.value


class MetierCorrespondantSerializer(MetierListeSerializer):
    """Un métier, et comment le profil le rejoint."""

    class Meta(MetierListeSerializer.Meta):
        pass

    @extend_schema_field(CorrespondanceInteretsSerializer)
    def get_correspondance(self, metier: Metier) -> Any:
        return CorrespondanceInteretsSerializer(self.context["liens"][metier.pk]).data


class PaginationDuClassement(Pagination):
    """Pages that also say whether the profile allows any ranking."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page: dict[str, Any] = super().get_paginated_response_schema(schema)
        page["properties"]["classement"] = {
            "type": "boolean",
            "example": True,
            "description": "Faux quand les six scores sont trop proches pour classer des métiers.",
        }
        page["required"] = [*page.get("required", []), "classement"]
        return page


@extend_schema_view(
    list=extend_schema(
        tags=["Métiers"],
        summary="Des intérêts aux métiers",
        description=(
            "Métiers publiés qui répondent à six scores RIASEC. Les dix premiers d'abord, choisis pour tenir quand une "
            "réponse change d'un cran, puis tous ceux dont la corrélation atteint le seuil « grande », du plus proche "
            "au plus lointain. Les six valeurs d'un métier sont dérivées du ROME par le portail. Des scores presque "
            f"égaux (écart-type sous {DISPERSION_MIN}) ne classent rien : la liste est vide et `classement` est faux. "
            "L'intérêt n'est ni une aptitude ni un verdict."
        ),
        parameters=[
            OpenApiParameter(
                "p",
                {"type": "string", "pattern": f"^{FORME}$", "example": "15-3-6-9-4-14"},
                required=True,
                description="Scores de R, I, A, S, E, C, chacun de 0 à 20, séparés par des tirets.",
            ),
            OpenApiParameter(
                "niveau",
                {"type": "string", "enum": [str(niveau.value) for niveau in Niveau]},
                description="Diplôme à l'entrée : 0 sans diplôme, 3 CAP, 4 bac, 5 bac + 2, 6 bac + 3, 7 bac + 5, "
                "8 doctorat.",
            ),
        ],
        responses=MetierCorrespondantSerializer(many=True),
        examples=[exemple("Un métier pour p=15-3-6-9-4-14", EXEMPLE)],
    )
)
class CorrespondanceViewSet(GenericViewSet):
    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    serializer_class = MetierCorrespondantSerializer
    pagination_class = PaginationDuClassement
    filter_backends: list[Any] = []
    queryset = Metier.objects.publies()

    @selon_le_catalogue
    def list(self, request: Request) -> Response:
        profil, niveaux = _lire(request)
        ids = () if profil.est_plat else composer_resultat(profil, catalogue_courant(), niveaux).ids
        page = self.paginate_queryset(ids) or []  # type: ignore[arg-type]
        liens = correspondances_de(profil, page)
        contexte = dict(self.get_serializer_context()) | {"liens": liens}
        metiers = Metier.objects.cartes(list(page))
        reponse = self.get_paginated_response(MetierCorrespondantSerializer(metiers, many=True, context=contexte).data)
        reponse.data["classement"] = not profil.est_plat
        return reponse


def _lire(request: Request) -> tuple[Profil, list[str]]:
    """The profile and the level of the address; what is not understood is a 400 that says why."""
    fautes: dict[str, list[str]] = {}
    profil = lire_profil(request.query_params.get("p", ""))
    if profil is None:
        fautes["p"] = ["Six nombres de 0 à 20 séparés par des tirets sont attendus, par exemple 15-3-6-9-4-14."]
    niveau = request.query_params.get("niveau")
    if niveau is not None and niveau not in {str(connu.value) for connu in Niveau}:
        fautes["niveau"] = [f"« {niveau[:40]} » n'est pas une valeur connue."]
    if fautes or profil is None:
        raise ValidationError(fautes)
    return profil, [niveau] if niveau is not None else []
