"""Offers in the public API: read only, open to all, with conditional requests."""

from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.acces import tout_public
from stages.api.filters import PARAMETRES, LecteurOffres
from stages.api.serializers import OffreStageListeSerializer, OffreStageSerializer
from stages.models import OffreStage
from stages.services.filtre_offres import offres_visibles
from stages.services.recherche_offres import PLAFOND, chercher, fiches_courtes

CLE_MAX = 2**63 - 1


@extend_schema_view(
    list=extend_schema(
        tags=["Stages"],
        summary="Chercher des offres de stage",
        description=(
            "Offres visibles en ce moment qui répondent à tous les critères, les plus récentes d'abord. Une recherche "
            f"donne au plus {PLAFOND} offres : ajoutez un critère, ou prenez le jeu de données ouvert. Une offre "
            "complète, échue ou retirée disparaît aussitôt."
        ),
        parameters=PARAMETRES,
        responses=OffreStageListeSerializer(many=True),
    ),
    retrieve=extend_schema(
        tags=["Stages"],
        summary="Une offre de stage",
        description="L'offre telle que sa page la dit. Une offre qui n'est plus visible : 404.",
        parameters=[
            OpenApiParameter("id", {"type": "integer", "minimum": 1, "maximum": CLE_MAX}, OpenApiParameter.PATH)
        ],
        responses=OffreStageSerializer,
    ),
)
@method_decorator(conditional_page, name="dispatch")
class OffreStageViewSet(GenericViewSet):
    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    filter_backends: list[Any] = []
    serializer_class = OffreStageListeSerializer
    queryset = OffreStage.objects.visibles()
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9]{1,19}"

    def list(self, request: Request) -> Response:
        resultat = chercher(LecteurOffres(request.query_params).lire(), timezone.now())
        pks = self.paginate_queryset(resultat.lot.pks) or []  # type: ignore[arg-type]
        contexte = dict(self.get_serializer_context()) | {"km": resultat.km}
        donnees = OffreStageListeSerializer(fiches_courtes(pks), many=True, context=contexte).data
        return self.get_paginated_response(donnees)

    def retrieve(self, request: Request, id: str) -> Response:
        cle = int(id)
        visible = cle <= CLE_MAX and offres_visibles(timezone.now()).filter(pk=cle).exists()
        offres = fiches_courtes([cle]) if visible else []
        if not offres:
            raise NotFound("Aucune offre visible ne porte ce numéro.")
        return Response(OffreStageSerializer(offres[0], context=self.get_serializer_context()).data)
