"""Partners' offers: put by external identifier, read, closed. A partner touches only its own."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commun.acces import PermissionDeclaree
from commun.api import Pagination
from commun.schema import SchemaCommun, reponse_erreur
from stages.api.jetons import DebitPartenaire, DebitSansJeton, JetonPartenaire, PorteeDuJeton, partenaire_connu
from stages.choices import Distance, EtatOffre, NiveauPublic, Section
from stages.models import OffreStage, Partenaire
from stages.services.partenaires import CONTENU, DepotRefuse, OffreDeposee, clore, deposer
from stages.tasks.alertes import annoncer_bientot

IDENTIFIANT = r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}"
ERREURS = {
    "401": "Le jeton manque ou n'est pas valable.",
    "403": "Le jeton ne permet pas cette action.",
    "415": "Le corps n'est pas du JSON.",
}
SEMAINES_MAX = 40
_PAGES = [
    OpenApiParameter("page", {"type": "integer", "minimum": 1}, description="Numéro de page."),
    OpenApiParameter("taille", {"type": "integer", "minimum": 1, "maximum": 100}, description="Offres par page."),
]
_CHEMIN = OpenApiParameter(
    "identifiant",
    {"type": "string", "pattern": f"^{IDENTIFIANT}$"},
    OpenApiParameter.PATH,
    description="Votre identifiant de l'offre : lettres, chiffres, points, tirets.",
)


class SchemaPartenaire(SchemaCommun):
    """Adds what a token may be refused for."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        reponses: dict[str, Any] = super()._get_response_bodies(direction)
        for statut, description in ERREURS.items():
            reponses.setdefault(statut, reponse_erreur(description))
        return dict(sorted(reponses.items()))


class SemaineDeposeeSerializer(serializers.Serializer):
    """Une semaine du calendrier scolaire."""

    lundi = serializers.DateField()
    places = serializers.IntegerField(min_value=1, max_value=500)


class DepotOffreSerializer(serializers.Serializer):
    """Une offre telle qu'un partenaire l'envoie. Les semaines sont pour l'observation, les dates pour le reste."""

    siret = serializers.RegexField(r"^[0-9]{14}$", help_text="SIRET d'une entreprise inscrite sur le portail.")
    section = serializers.ChoiceField(Section.choices)
    titre = serializers.CharField(max_length=150)
    description = serializers.CharField(max_length=1500)
    commune = serializers.RegexField(r"^[0-9][0-9AB][0-9]{3}$", help_text="Code INSEE.")
    metiers = serializers.ListField(
        child=serializers.RegexField(r"^[-a-zA-Z0-9_]{1,200}$"),
        min_length=1,
        max_length=5,
        help_text="Adresses de métiers du portail ou codes ROME.",
    )
    niveaux = serializers.ListField(child=serializers.ChoiceField(NiveauPublic.choices), min_length=1, max_length=6)
    semaines = SemaineDeposeeSerializer(many=True, required=False)
    places = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)
    debut = serializers.DateField(required=False, allow_null=True)
    fin = serializers.DateField(required=False, allow_null=True)
    adresse = serializers.CharField(max_length=200, required=False, allow_blank=True)
    horaires = serializers.CharField(max_length=200, required=False, allow_blank=True)
    heures_par_jour = serializers.DecimalField(4, 2, min_value=0, max_value=24, required=False, allow_null=True)
    heures_par_semaine = serializers.DecimalField(4, 2, min_value=0, max_value=60, required=False, allow_null=True)
    a_distance = serializers.ChoiceField(Distance.choices, required=False)
    accessibilite = serializers.CharField(max_length=300, required=False, allow_blank=True)
    gratification_horaire = serializers.DecimalField(5, 2, min_value=0, required=False, allow_null=True)
    contrat = serializers.ChoiceField(OffreStage.Contrat.choices, required=False, allow_blank=True)
    diplome = serializers.CharField(max_length=200, required=False, allow_blank=True)
    duree_mois = serializers.IntegerField(min_value=1, max_value=60, required=False, allow_null=True)
    video = serializers.URLField(max_length=200, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        erreurs = {}
        inconnus = sorted(set(self.initial_data) - set(self.fields)) if isinstance(self.initial_data, dict) else []
        for nom in inconnus[:10]:
            erreurs[nom[:60]] = ["Ce champ n'existe pas."]
        lundis = [semaine["lundi"] for semaine in attrs.get("semaines", [])]
        if len(lundis) > SEMAINES_MAX:
            erreurs["semaines"] = [f"Au plus {SEMAINES_MAX} semaines."]
        if len(set(lundis)) != len(lundis):
            erreurs["semaines"] = ["Une semaine est donnée deux fois."]
        if attrs["section"] == Section.OBSERVATION and attrs.get("places"):
            erreurs["places"] = ["Les places d'un stage d'observation se donnent par semaine."]
        if attrs["section"] != Section.OBSERVATION and lundis:
            erreurs["semaines"] = ["Les semaines sont pour les stages d'observation ; donnez des dates."]
        if attrs.get("debut") and attrs.get("fin") and attrs["fin"] < attrs["debut"]:
            erreurs["fin"] = ["La fin vient avant le début."]
        if erreurs:
            raise ValidationError(erreurs)
        return attrs

    def depot(self) -> OffreDeposee:
        """What the service takes."""
        valeurs = dict(self.validated_data)
        return OffreDeposee(
            siret=valeurs["siret"],
            commune=valeurs["commune"],
            metiers=valeurs["metiers"],
            niveaux=list(dict.fromkeys(valeurs["niveaux"])),
            champs={nom: valeurs[nom] for nom in CONTENU if nom in valeurs},
            semaines=[(semaine["lundi"], semaine["places"]) for semaine in valeurs.get("semaines", [])],
            places=valeurs.get("places"),
        )


class OffrePartenaireSerializer(serializers.ModelSerializer):
    """Où en est une offre que vous avez envoyée."""

    identifiant = serializers.CharField(source="identifiant_externe")
    etat = serializers.ChoiceField(EtatOffre.choices)
    motif = serializers.CharField(help_text="Pourquoi elle a été refusée ou retirée.")
    siret = serializers.CharField(source="entreprise.organisation.siret")
    page = serializers.SerializerMethodField(help_text="Adresse de la page publique.")

    class Meta:
        model = OffreStage
        fields = ["id", "identifiant", "etat", "motif", "siret", "section", "titre", "publiee_le", "expire_le", "page"]

    def get_page(self, offre: OffreStage) -> str:
        return str(self.context["request"].build_absolute_uri(offre.get_absolute_url()))


class _VuePartenaire(APIView):
    schema = SchemaPartenaire()
    regle_acces = staticmethod(partenaire_connu)
    authentication_classes = [JetonPartenaire]
    permission_classes = [PermissionDeclaree, PorteeDuJeton]
    throttle_classes = [DebitSansJeton, DebitPartenaire]
    portees: dict[str, str] = {}

    def siennes(self, request: Request) -> Any:
        """The partner's offers, and nobody else's."""
        partenaire: Any = request.auth
        siennes = OffreStage.objects.filter(partenaire=partenaire)
        return siennes.select_related("entreprise__organisation").order_by("pk")

    def dire(self, offre: Any, plusieurs: bool = False) -> Any:
        return OffrePartenaireSerializer(offre, many=plusieurs, context={"request": self.request}).data


class OffresPartenaireView(_VuePartenaire):
    portees = {"GET": Partenaire.Portee.LIRE}
    pagination_class = Pagination  # read by the schema

    @extend_schema(
        tags=["Partenaires"],
        summary="Vos offres",
        description="Les offres que votre jeton a envoyées, dans leur ordre d'arrivée, avec leur état.",
        operation_id="partenaires_offres_list",
        parameters=_PAGES,
        responses={200: OffrePartenaireSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        pagination = Pagination()
        page: Any = pagination.paginate_queryset(self.siennes(request), request, view=self)
        return pagination.get_paginated_response(self.dire(page, plusieurs=True))


class OffrePartenaireView(_VuePartenaire):
    portees = {"GET": Partenaire.Portee.LIRE, "PUT": Partenaire.Portee.PUBLIER}

    @extend_schema(
        tags=["Partenaires"],
        summary="Une de vos offres",
        operation_id="partenaires_offres_retrieve",
        parameters=[_CHEMIN],
        responses={200: OffrePartenaireSerializer},
    )
    def get(self, request: Request, identifiant: str) -> Response:
        offre = self.siennes(request).filter(identifiant_externe=identifiant).first()
        if offre is None:
            raise NotFound("Aucune de vos offres ne porte cet identifiant.")
        return Response(self.dire(offre))

    @extend_schema(
        tags=["Partenaires"],
        summary="Envoyer ou modifier une offre",
        description=(
            "Crée l'offre (201) ou la met à jour (200). Envoyer deux fois le même contenu ne change rien. Une "
            "entreprise vérifiée publie aussitôt ; pour une autre, rattachée à vous, l'offre attend la modération."
        ),
        operation_id="partenaires_offres_update",
        parameters=[_CHEMIN],
        request=DepotOffreSerializer,
        responses={
            200: OpenApiResponse(OffrePartenaireSerializer, "Déjà là, mise à jour si le contenu a changé."),
            201: OpenApiResponse(OffrePartenaireSerializer, "Créée."),
        },
    )
    def put(self, request: Request, identifiant: str) -> Response:
        formulaire = DepotOffreSerializer(data=request.data)
        formulaire.is_valid(raise_exception=True)
        partenaire: Any = request.auth
        try:
            offre, nouvelle = deposer(
                partenaire=partenaire,
                identifiant=identifiant,
                depot=formulaire.depot(),
                maintenant=timezone.now(),
            )
        except DepotRefuse as refus:
            raise ValidationError(refus.erreurs) from refus
        annoncer_bientot(offre)
        return Response(self.dire(offre), status=201 if nouvelle else 200)


class CloreOffrePartenaireView(_VuePartenaire):
    portees = {"POST": Partenaire.Portee.CLORE}

    @extend_schema(
        tags=["Partenaires"],
        summary="Clore une offre",
        description="Retire l'offre du portail aussitôt. La clore deux fois revient à la clore une fois.",
        operation_id="partenaires_offres_clore",
        parameters=[_CHEMIN],
        request=None,
        responses={200: OffrePartenaireSerializer},
    )
    def post(self, request: Request, identifiant: str) -> Response:
        partenaire: Any = request.auth
        offre = clore(partenaire=partenaire, identifiant=identifiant)
        if offre is None:
            raise NotFound("Aucune de vos offres ne porte cet identifiant.")
        return Response(self.dire(offre))
