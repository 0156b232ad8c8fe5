"""Public stops and figures of the bus in the API: read only, open to all, with conditional requests."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.acces import tout_public
from orientibus.api.filters import DES_ETAPES, SAISON, LecteurDuBus, filtrer_etapes
from orientibus.api.serializers import ChiffresDuTerritoireSerializer, EtapeDetailSerializer, EtapeSerializer
from orientibus.models import Etape, Saison
from orientibus.services.chiffres import chiffres_de_la_saison
from orientibus.services.lecture_etapes import completes

ETIQUETTE = ["Orientibus"]


class LectureDuBus(GenericViewSet):
    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    filter_backends: list[Any] = []


@extend_schema_view(
    list=extend_schema(
        tags=ETIQUETTE,
        summary="Les étapes de l'Orientibus",
        description="Étapes confirmées ou réalisées, dans l'ordre des dates ; celles à venir si rien n'est demandé.",
        parameters=DES_ETAPES,
    ),
    retrieve=extend_schema(
        tags=ETIQUETTE,
        summary="Une étape de l'Orientibus",
        description="L'étape telle que sa page la dit. Annulée ou pas encore confirmée : 404.",
        parameters=[OpenApiParameter("slug", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}, OpenApiParameter.PATH)],
        responses=EtapeDetailSerializer,
    ),
)
@method_decorator(conditional_page, name="dispatch")
class EtapeViewSet(ListModelMixin, LectureDuBus):
    serializer_class = EtapeSerializer
    queryset = Etape.objects.publiques()
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def get_queryset(self) -> QuerySet[Etape]:
        jour: date = timezone.localdate()
        return completes(filtrer_etapes(super().get_queryset(), self.request.GET, jour))

    def retrieve(self, request: Request, slug: str) -> Response:
        etape = completes(Etape.objects.publiques().filter(slug=slug)).first()
        if etape is None:
            raise NotFound("Aucune étape annoncée n'a cette adresse.")
        return Response(EtapeDetailSerializer(etape, context=self.get_serializer_context()).data)


@extend_schema_view(
    list=extend_schema(
        tags=ETIQUETTE,
        summary="Les chiffres d'une saison",
        description=(
            "Par territoire emploi : demandes reçues et servies, étapes, personnes rencontrées. `null` : personne ne "
            "l'a encore dit, ou rien n'a été demandé ; ce n'est jamais zéro. Sans `saison` : la dernière commencée."
        ),
        parameters=[SAISON],
        responses=ChiffresDuTerritoireSerializer(many=True),
    )
)
@method_decorator(conditional_page, name="dispatch")
class ChiffresViewSet(LectureDuBus):
    serializer_class = ChiffresDuTerritoireSerializer
    pagination_class = None
    queryset = Saison.objects.all()

    def list(self, request: Request) -> Response:
        lecteur = LecteurDuBus(request.query_params)
        saison = lecteur.saison(timezone.localdate())
        lignes = chiffres_de_la_saison(saison) if saison else []
        donnees = ChiffresDuTerritoireSerializer(lignes, many=True, context={"saison": saison}).data
        return Response(donnees)
