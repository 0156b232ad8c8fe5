"""The partners' side of the API: post, read and close one's own offers."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import MethodNotAllowed, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.schema import SchemaCommun, reponse_erreur
from stages.api.authentification import (
    AuthentificationPartenaire,
    DebitPartenaire,
    est_partenaire,
    exiger,
)
from stages.api.depots import DepotSerializer, OffreDeposeeSerializer
from stages.models import OffreStage, Partenaire
from stages.services.depots import clore, deposer
from stages.services.offres import OffreIncomplete, TransitionRefusee

Portee = Partenaire.Portee
FORME = r"[A-Za-z0-9._~-]{1,120}"
IDENTIFIANT = OpenApiParameter(
    "identifiant",
    {"type": "string", "pattern": f"^{FORME}$"},
    OpenApiParameter.PATH,
    description="L'identifiant de l'offre chez vous : lettres, chiffres, point, tiret, tiret bas, tilde.",
)
REFUS = {
    "401": "Le jeton manque, ou n'est plus valable.",
    "403": "Les portées du jeton ne permettent pas cette action.",
    "415": "Le contenu envoyé n'est pas du JSON.",
}


class SchemaPartenaires(SchemaCommun):
    """Adds how a token is refused."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        reponses = super()._get_response_bodies(direction)
        return dict(sorted((reponses | {statut: reponse_erreur(d) for statut, d in REFUS.items()}).items()))


@extend_schema_view(
    list=extend_schema(
        tags=["Partenaires"],
        summary="Vos offres",
        description="Les offres que vous avez déposées, quel que soit leur état. Portée : `lire`.",
        responses=OffreDeposeeSerializer(many=True),
    ),
    retrieve=extend_schema(
        tags=["Partenaires"],
        summary="Une de vos offres",
        description="Portée : `lire`.",
        parameters=[IDENTIFIANT],
        responses=OffreDeposeeSerializer,
    ),
    update=extend_schema(
        tags=["Partenaires"],
        summary="Déposer ou modifier une offre",
        description=(
            "Le même identifiant est la même offre : envoyer deux fois le même contenu ne change rien. L'offre d'une "
            "entreprise vérifiée est publiée aussitôt ; les autres attendent la modération. Une offre close puis "
            "déposée de nouveau est rouverte. Portée : `publier`."
        ),
        parameters=[IDENTIFIANT],
        request=DepotSerializer,
        responses={200: OffreDeposeeSerializer, 201: OffreDeposeeSerializer},
    ),
    destroy=extend_schema(
        tags=["Partenaires"],
        summary="Clore une offre",
        description="L'offre disparaît du portail aussitôt. La clore deux fois ne change rien. Portée : `clore`.",
        parameters=[IDENTIFIANT],
        request=None,
        responses=OffreDeposeeSerializer,
    ),
)
class OffreDePartenaireViewSet(GenericViewSet):
    """Only what the calling partner posted exists here."""

    regle_acces = staticmethod(est_partenaire)
    schema = SchemaPartenaires()
    authentication_classes = [AuthentificationPartenaire]
    throttle_classes = [DebitPartenaire]
    filter_backends: list[Any] = []
    serializer_class = OffreDeposeeSerializer
    queryset = OffreStage.objects.none()
    lookup_field = "identifiant_externe"
    lookup_url_kwarg = "identifiant"
    lookup_value_regex = FORME

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A method that does not exist here is said before the token is looked at."""
        if (request.method or "").lower() not in self.action_map:
            raise MethodNotAllowed(request.method or "")
        super().initial(request, *args, **kwargs)

    def _siennes(self, portee: Partenaire.Portee) -> Any:
        exiger(self.request.user.partenaire, portee)  # type: ignore[union-attr]
        siennes = OffreStage.objects.filter(partenaire=self.request.user.partenaire)  # type: ignore[union-attr]
        return siennes.select_related("entreprise__organisation").order_by("-pk")

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self._siennes(Portee.LIRE))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, identifiant: str) -> Response:
        offre = self._siennes(Portee.LIRE).filter(identifiant_externe=identifiant).first()
        if offre is None:
            raise NotFound("Vous n'avez déposé aucune offre sous cet identifiant.")
        return Response(self.get_serializer(offre).data)

    def update(self, request: Request, identifiant: str) -> Response:
        partenaire = self._partenaire(Portee.PUBLIER)
        envoi = DepotSerializer(data=request.data, context={"partenaire": partenaire})
        envoi.is_valid(raise_exception=True)
        try:
            offre, resultat = deposer(
                partenaire=partenaire, identifiant=identifiant, depot=envoi.depot(), maintenant=timezone.now()
            )
        except OffreIncomplete as erreur:
            raise ValidationError(_par_champ(erreur)) from erreur
        except TransitionRefusee as erreur:
            raise ValidationError({"requete": [str(erreur)]}) from erreur
        return Response(self.get_serializer(offre).data, status=201 if resultat == "creee" else 200)

    def destroy(self, request: Request, identifiant: str) -> Response:
        offre = clore(partenaire=self._partenaire(Portee.CLORE), identifiant=identifiant)
        if offre is None:
            raise NotFound("Vous n'avez déposé aucune offre sous cet identifiant.")
        return Response(self.get_serializer(offre).data)

    def _partenaire(self, portee: Partenaire.Portee) -> Partenaire:
        partenaire: Partenaire = self.request.user.partenaire  # type: ignore[union-attr]
        exiger(partenaire, portee)
        return partenaire


def _par_champ(erreur: OffreIncomplete) -> dict[str, list[str]]:
    """The reasons by field, each with the rule that it comes from."""
    champs: dict[str, list[str]] = {}
    for manque in erreur.manques:
        suite = f" ({manque.source})" if manque.source else ""
        champs.setdefault(manque.champ, []).append(manque.message + suite)
    return champs
