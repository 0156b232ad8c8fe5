"""Places in the public API: read only, open to all, with conditional requests."""

from collections.abc import Sequence
from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from commun.acces import tout_public
from commun.distances import distance_km
from territoires.api.filters import CommuneFilter, EpciFilter, TerritoireFilter
from territoires.api.serializers import CommuneSerializer, DepartementSerializer, EpciSerializer, TerritoireSerializer
from territoires.models import Commune, Departement, Epci, TerritoireEmploi
from territoires.services.completion import LIMITE, completer


@method_decorator(conditional_page, name="dispatch")
class LectureViewSet(ReadOnlyModelViewSet):
    """``ETag`` on every answer; the same one in ``If-None-Match`` is answered 304 without a body."""

    regle_acces = staticmethod(tout_public)


def _cle(nom: str, description: str) -> list[OpenApiParameter]:
    return [OpenApiParameter(nom, str, OpenApiParameter.PATH, description=description)]


@extend_schema_view(
    list=extend_schema(
        tags=["Territoires"],
        summary="Chercher des communes",
        description=(
            "Avec `q`, complète un nom de commune (accents, tirets, articles, « St » pour « Saint », une faute d'une "
            "lettre, ancienne commune), un code postal ou un code INSEE, les meilleures réponses d'abord. Sans `q`, "
            "liste les communes. `pres_de` et `rayon` gardent celles qui sont à cette distance à vol d'oiseau."
        ),
    ),
    retrieve=extend_schema(
        tags=["Territoires"], summary="Une commune", parameters=_cle("code_insee", "Code INSEE de la commune")
    ),
)
class CommuneViewSet(LectureViewSet):
    serializer_class = CommuneSerializer
    filterset_class = CommuneFilter
    lookup_field = "code_insee"
    lookup_value_regex = "[0-9][0-9AB][0-9]{3}"
    queryset = Commune.objects.actives().completes().order_by("code_insee")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        filtrees = self.filter_queryset(self.get_queryset())
        saisie = request.query_params.get("q", "")
        if not saisie.strip():
            page = self.paginate_queryset(filtrees)
            return self.get_paginated_response(self.get_serializer(page, many=True).data)
        autres = {nom for nom, valeur in request.query_params.items() if valeur} & set(CommuneFilter.base_filters)
        if request.query_params.get("page", "1") != "1":
            raise NotFound("Une recherche par q tient en une page.")
        trouvees = completer(saisie, limite=self._limite(), parmi=filtrees if autres - {"q", "rayon"} else None)
        if code := request.query_params.get("pres_de"):
            self._dire_les_distances(trouvees, code)
        resultats = self.get_serializer(trouvees, many=True).data
        return Response({"count": len(trouvees), "next": None, "previous": None, "results": resultats})

    def _limite(self) -> int:
        """``taille`` when it is given, under the paginator's own bounds, else ten."""
        if "taille" in self.request.query_params:
            return self.paginator.get_page_size(self.request) or LIMITE  # type: ignore[union-attr]
        return LIMITE

    def _dire_les_distances(self, communes: Sequence[Commune], code: str) -> None:
        centre = Commune.objects.get(code_insee=code) if communes else None
        for c in communes:
            if centre is not None:
                distance = distance_km(centre.latitude, centre.longitude, c.latitude, c.longitude)
                c.distance_km = distance  # type: ignore[attr-defined]


@extend_schema_view(
    list=extend_schema(
        tags=["Territoires"],
        summary="Les départements",
        description="Chaque département avec le nombre de ses communes et la personne chargée de l'orientation.",
    ),
    retrieve=extend_schema(
        tags=["Territoires"], summary="Un département", parameters=_cle("code", "Code INSEE du département")
    ),
)
class DepartementViewSet(LectureViewSet):
    serializer_class = DepartementSerializer
    lookup_field = "code"
    lookup_value_regex = "[0-9][0-9AB][0-9]?"
    queryset = Departement.objects.select_related("region", "referent").avec_communes().order_by("code")


@extend_schema_view(
    list=extend_schema(
        tags=["Territoires"],
        summary="Les territoires emploi",
        description="Territoires de solution emploi du plan régional ; `approximation` dit ce qui n'est pas officiel.",
    ),
    retrieve=extend_schema(
        tags=["Territoires"], summary="Un territoire emploi", parameters=_cle("code", "Code du territoire")
    ),
)
class TerritoireViewSet(LectureViewSet):
    serializer_class = TerritoireSerializer
    filterset_class = TerritoireFilter
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9-]{1,60}"
    queryset = (
        TerritoireEmploi.objects.select_related("departement").avec_communes().order_by("departement__code", "code")
    )


@extend_schema_view(
    list=extend_schema(
        tags=["Territoires"],
        summary="Les EPCI",
        description="Métropoles, communautés urbaines, d'agglomération et de communes ; les communes comptées sont "
        "celles que le portail connaît.",
    ),
    retrieve=extend_schema(tags=["Territoires"], summary="Un EPCI", parameters=_cle("siren", "SIREN de l'EPCI")),
)
class EpciViewSet(LectureViewSet):
    serializer_class = EpciSerializer
    filterset_class = EpciFilter
    lookup_field = "siren"
    lookup_value_regex = "[0-9]{9}"
    queryset = Epci.objects.select_related("territoire").avec_communes().order_by("siren")
