"""Requests in the API: their owner reads its own, staff read all. Whom to call is given to no one."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from commun.acces import personne_connectee
from commun.schema import SchemaCommun, reponse_erreur
from comptes.models import Utilisateur
from orientibus.choices import EtatDemande
from orientibus.droits import peut_gerer_les_bus
from orientibus.models import Demande


class PartDePrioriteSerializer(serializers.Serializer[Any]):
    """A part of the priority; ``points`` is null when nothing is known."""

    code = serializers.CharField()
    libelle = serializers.CharField()
    points = serializers.IntegerField(allow_null=True)
    maximum = serializers.IntegerField()
    explication = serializers.CharField()


class DemandeSerializer(serializers.ModelSerializer[Demande]):
    """A request as its page says it."""

    saison = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    commune = serializers.SlugRelatedField[Any](slug_field="code_insee", read_only=True)
    territoire = serializers.CharField(source="commune.territoire.code", default=None, allow_null=True, read_only=True)
    priorite = PartDePrioriteSerializer(many=True, read_only=True)
    deposee_le = serializers.DateTimeField(source="created_at", read_only=True)
    points = serializers.IntegerField(source="poids", read_only=True)

    class Meta:
        model = Demande
        fields = [
            "reference", "saison", "etat", "type_demandeur", "structure", "commune", "territoire", "adresse", "public",
            "format", "niveaux", "groupes", "effectif", "duree", "ouvertures", "ouverte_a_tous", "points", "priorite",
            "zone_prioritaire", "motif", "changement", "deposee_le", "demonstration",
        ]  # fmt: skip
        read_only_fields = fields


class SchemaDesDemandes(SchemaCommun):
    """Adds what a visitor who is not signed in is answered."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        reponses: dict[str, Any] = super()._get_response_bodies(direction)
        return dict(sorted((reponses | {"403": reponse_erreur("Il faut être connecté.")}).items()))


ETAT = OpenApiParameter("etat", str, enum=[e.value for e in EtatDemande], description="Garde les demandes de cet état.")


@extend_schema_view(
    list=extend_schema(
        tags=["Orientibus"],
        summary="Les demandes de bus",
        description="Les vôtres et celles des organisations pour lesquelles vous agissez ; toutes, pour la Région.",
        parameters=[ETAT],
    ),
    retrieve=extend_schema(
        tags=["Orientibus"],
        summary="Une demande de bus",
        description="La demande de cette référence, si elle est à vous ; 404 sinon.",
        parameters=[OpenApiParameter("reference", str, OpenApiParameter.PATH, description="Référence, comme B2CD3EF.")],
    ),
)
class DemandeViewSet(ReadOnlyModelViewSet[Demande]):
    schema = SchemaDesDemandes()
    http_method_names = ["get", "head", "options"]
    regle_acces = staticmethod(personne_connectee)
    filter_backends: list[Any] = []
    serializer_class = DemandeSerializer
    queryset = Demande.objects.all()
    lookup_field = "reference"
    lookup_value_regex = "[A-Za-z0-9]{1,12}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A method that nobody may use says so, to the visitor who is not signed in too."""
        if (request.method or "").lower() not in self.http_method_names:
            raise MethodNotAllowed(request.method or "")
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Demande]:
        personne = self.request.user
        demandes = Demande.objects.completes().select_related("saison").order_by("-created_at", "-pk")
        if not isinstance(personne, Utilisateur):
            return demandes.none()
        if not peut_gerer_les_bus(personne):
            demandes = demandes.de(personne)
        etat = self.request.query_params.get("etat", "")
        if etat and self.action == "list":
            if etat not in EtatDemande.values:
                connus = ", ".join(EtatDemande.values)
                raise serializers.ValidationError({"etat": [f"État inconnu. Choisissez parmi : {connus}."]})
            demandes = demandes.filter(etat=etat)
        return demandes
