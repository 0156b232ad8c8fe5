"""The plans in the public API: read only, open to all, with conditional requests."""

from typing import Any

from django.db.models import Prefetch
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.acces import tout_public
from grenelle.api import filters
from grenelle.api.serializers import (
    AxeSerializer,
    IndicateurDuPlanSerializer,
    MesureDuPlanSerializer,
    PlanRegionalSerializer,
    ReleveDuPlanSerializer,
)
from grenelle.models import Axe, Cible, Indicateur, Mesure, Plan, Releve

ETIQUETTE = ["Le plan"]


@method_decorator(conditional_page, name="dispatch")
class LectureDuPlan(ListModelMixin, GenericViewSet):
    """``ETag`` on every answer, made from what it says."""

    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    filter_backends: list[Any] = []


@extend_schema_view(
    list=extend_schema(
        tags=ETIQUETTE,
        summary="Les plans régionaux",
        description="Les plans et leurs axes.",
        parameters=filters.DES_PLANS,
    ),
    retrieve=extend_schema(tags=ETIQUETTE, summary="Un plan régional", description="Le plan et ses axes."),
)
class PlanViewSet(LectureDuPlan):
    serializer_class = PlanRegionalSerializer
    queryset = Plan.objects.actifs().comptes().prefetch_related("axes").order_by("ordre", "slug")
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def get_queryset(self) -> Any:
        lus = super().get_queryset()
        return filters.filtrer_plans(lus, self.request.GET) if self.action == "list" else lus

    def retrieve(self, request: Request, slug: str) -> Response:
        plan = self.get_queryset().filter(slug=slug).first()
        if plan is None:
            raise NotFound("Aucun plan du portail n'a cette adresse.")
        return Response(self.get_serializer(plan).data)


@extend_schema_view(
    list=extend_schema(
        tags=ETIQUETTE,
        summary="Les axes",
        description="Les axes des plans et les numéros de leurs mesures, dans l'ordre des documents.",
        parameters=filters.DES_AXES,
    ),
    retrieve=extend_schema(
        tags=ETIQUETTE,
        summary="Un axe",
        description="Un axe et les numéros de ses mesures.",
        parameters=[filters.CLE_D_AXE],
    ),
)
class AxeViewSet(LectureDuPlan):
    serializer_class = AxeSerializer
    queryset = (
        Axe.objects.filter(plan__actif=True)
        .select_related("plan")
        .prefetch_related(Prefetch("mesures", queryset=Mesure.objects.order_by("rang")))
        .order_by("plan__ordre", "plan__slug", "rang", "pk")
    )
    lookup_field = "cle"
    lookup_value_regex = "[-a-zA-Z0-9_]+:[-a-zA-Z0-9.]+"

    def get_queryset(self) -> Any:
        lus = super().get_queryset()
        return filters.filtrer_axes(lus, self.request.GET) if self.action == "list" else lus

    def retrieve(self, request: Request, cle: str) -> Response:
        plan, _, code = cle.partition(":")
        axe = self.get_queryset().filter(plan__slug=plan, code=code).first()
        if axe is None:
            raise NotFound("Aucun axe de ce plan ne porte ce code.")
        return Response(self.get_serializer(axe).data)


@extend_schema_view(
    list=extend_schema(
        tags=ETIQUETTE,
        summary="Les mesures",
        description="Les mesures des plans, dans l'ordre des documents, avec leur état et ses raisons.",
        parameters=filters.DES_MESURES,
    )
)
class MesureViewSet(LectureDuPlan):
    serializer_class = MesureDuPlanSerializer
    queryset = (
        Mesure.objects.completes()
        .filter(axe__plan__actif=True)
        .prefetch_related("publics", "intervenants")
        .order_by("axe__plan__ordre", "axe__plan__slug", "rang", "pk")
    )

    def get_queryset(self) -> Any:
        return filters.filtrer_mesures(super().get_queryset(), self.request.GET)


@extend_schema_view(
    list=extend_schema(
        tags=ETIQUETTE,
        summary="Les indicateurs",
        description="Les indicateurs suivis, avec les cibles et les points de départ que donnent les documents.",
        parameters=filters.DES_INDICATEURS,
    )
)
class IndicateurViewSet(LectureDuPlan):
    serializer_class = IndicateurDuPlanSerializer
    queryset = (
        Indicateur.objects.filter(actif=True, plan__actif=True)
        .select_related("plan", "mesure")
        .prefetch_related(Prefetch("cibles", queryset=Cible.objects.select_related("document")))
        .order_by("plan__ordre", "plan__slug", "rang", "code")
    )

    def get_queryset(self) -> Any:
        return filters.filtrer_indicateurs(super().get_queryset(), self.request.GET)


@extend_schema_view(
    list=extend_schema(
        tags=ETIQUETTE,
        summary="Les relevés",
        description=(
            "Les valeurs relevées, dans l'ordre où elles l'ont été ; par période quand `indicateur` est donné. Une "
            "valeur corrigée est une révision, avec sa raison : l'ancienne reste, demandez-la avec `revisions=oui`."
        ),
        parameters=filters.DES_RELEVES,
    )
)
class ReleveViewSet(LectureDuPlan):
    serializer_class = ReleveDuPlanSerializer
    queryset = Releve.objects.filter(indicateur__plan__actif=True).select_related("indicateur__plan").order_by("pk")

    def get_queryset(self) -> Any:
        return filters.filtrer_releves(super().get_queryset(), self.request.GET)
