"""Occupations in the public API: read only, open to all."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.acces import tout_public
from commun.api import probleme
from commun.schema import PROBLEME, SANS_NUL
from metiers.api.conditions import selon_le_catalogue
from metiers.api.exemples import DETAIL, LISTE, REFERENCE, RETRAIT, STATISTIQUES, SUGGESTION, exemple
from metiers.api.filters import FiltreDuCatalogue, MetierFilter
from metiers.api.passerelles import AvecPasserelles
from metiers.api.serializers import (
    MetierListeSerializer,
    MetierSerializer,
    ReferenceSerializer,
    RetraitSerializer,
    SecteurSerializer,
    SuggestionSerializer,
)
from metiers.api.statistiques import PARAMETRES, StatistiquesSerializer, lieu_demande, statistiques
from metiers.forms import LONGUEUR_Q
from metiers.models import CentreInteret, Famille, Metier, Secteur, Theme
from metiers.recherche import Resultat
from metiers.services.exploration import Exploration
from metiers.services.facettes import catalogue_courant
from metiers.services.fiche import composer_fiche, lire_metier
from metiers.services.marche import observations
from metiers.services.recherche import completer_metiers

SUGGESTIONS = 8
SLUG = OpenApiParameter(
    "slug", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}, OpenApiParameter.PATH, description="Adresse du métier."
)
RETIRE = "Métier retiré ; `remplace_par` donne l'adresse de celui qui le suit, s'il y en a un."


@extend_schema_view(
    list=extend_schema(
        tags=["Métiers"],
        summary="Chercher des métiers",
        description=(
            "Métiers publiés, croisés par tous les critères donnés. Avec `q`, les meilleurs d'abord et la raison de "
            "chacun ; sans `q`, les fiches écrites par le portail d'abord, puis par nom."
        ),
        responses=MetierListeSerializer(many=True),
        examples=[exemple("Une page pour q=souder", LISTE)],
    ),
    retrieve=extend_schema(
        tags=["Métiers"],
        summary="La fiche d'un métier",
        description="Toute la fiche ; chaque partie dit son origine, les parties officielles leur version du ROME.",
        parameters=[SLUG],
        responses={200: MetierSerializer, (410, PROBLEME): OpenApiResponse(RetraitSerializer, description=RETIRE)},
        examples=[exemple("Une fiche, abrégée", DETAIL), exemple("Un métier retiré", RETRAIT, "410", PROBLEME)],
    ),
)
class MetierViewSet(AvecPasserelles):
    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    serializer_class = MetierListeSerializer
    filter_backends = [FiltreDuCatalogue]
    filterset_class = MetierFilter
    queryset = Metier.objects.publies()
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    exploration: Exploration

    @selon_le_catalogue
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        raisons: dict[int, Resultat] = dict(self.exploration.raisons)
        contexte = dict(self.get_serializer_context()) | {"raisons": raisons}
        metiers = Metier.objects.cartes(page or [])
        return self.get_paginated_response(MetierListeSerializer(metiers, many=True, context=contexte).data)

    @selon_le_catalogue
    def retrieve(self, request: Request, slug: str) -> Response:
        metier = lire_metier(slug)
        if metier is None or metier.etat == Metier.Etat.BROUILLON:
            raise NotFound("Aucun métier du portail n'a cette adresse.")
        if metier.etat == Metier.Etat.RETIRE:
            suite = metier.remplace_par.slug if metier.remplace_par else None
            corps = probleme(410, "Ce métier a été retiré du répertoire.", remplace_par=suite)
            return Response(corps, status=410, content_type=PROBLEME)
        contexte = dict(self.get_serializer_context()) | {"fiche": composer_fiche(metier)}
        return Response(MetierSerializer(metier, context=contexte).data)

    @extend_schema(
        tags=["Métiers"],
        summary="Compléter un nom de métier",
        description="Titres à proposer pendant la frappe, les plus courants d'abord.",
        parameters=[
            OpenApiParameter(
                "q",
                {"type": "string", "maxLength": LONGUEUR_Q, "pattern": SANS_NUL},
                description="Début de ce que l'on tape.",
            )
        ],
        filters=False,
        responses=SuggestionSerializer(many=True),
        examples=[exemple("Pour q=soud", SUGGESTION)],
    )
    @action(detail=False, pagination_class=None, filter_backends=[])
    @selon_le_catalogue
    def suggestions(self, request: Request) -> Response:
        q = request.query_params.get("q", "")
        if len(q) > LONGUEUR_Q:
            raise ValidationError({"q": [f"Au plus {LONGUEUR_Q} caractères."]})
        debut = " ".join(q.split())
        catalogue = catalogue_courant()
        suggestions = completer_metiers(debut, SUGGESTIONS) if debut else []
        trouves = [(s.texte, catalogue.repere(s.metier_id)) for s in suggestions]
        return Response([{"texte": texte, "slug": r.slug, "nom": r.nom} for texte, r in trouves if r])

    @extend_schema(
        tags=["Métiers"],
        summary="Le marché du travail d'un métier",
        description=(
            "Projets d'embauche, tensions, emplois, salaires de la famille du métier, et le potentiel d'embauche avec "
            "les parts de sa formule. Chaque chiffre dit sa source, sa période et sa maille ; quand le lieu n'en a "
            "pas, le suivant plus large est pris (`elargi`). Un chiffre non diffusé est null, jamais 0."
        ),
        parameters=[SLUG, *PARAMETRES],
        filters=False,
        responses=StatistiquesSerializer,
        examples=[exemple("Un métier vu d'un département, abrégé", STATISTIQUES)],
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    @selon_le_catalogue
    def statistiques(self, request: Request, slug: str) -> Response:
        metier = self.get_queryset().filter(slug=slug).only("slug", "nom").first()
        if metier is None:
            raise NotFound("Aucun métier publié du portail n'a cette adresse.")
        marche = observations(metier.pk, lieu_demande(request))
        return Response(StatistiquesSerializer(statistiques(metier, marche)).data)


class ReferenceViewSet(GenericViewSet):
    """A whole list of reference, with the number of published occupations behind each entry."""

    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    serializer_class = ReferenceSerializer
    pagination_class = None
    filter_backends: list[Any] = []
    facette = ""

    @selon_le_catalogue
    def list(self, request: Request) -> Response:
        valeurs = catalogue_courant().facettes[self.facette].valeurs
        entrees = [
            {champ: getattr(entree, champ) for champ in ("slug", "code", "libelle", "definition")}
            | {"nombre_metiers": valeurs[entree.slug].bits.bit_count() if entree.slug in valeurs else 0}
            | self.en_plus(entree)
            for entree in self.get_queryset()
        ]
        return Response(self.get_serializer(entrees, many=True).data)

    def en_plus(self, entree: Any) -> dict[str, Any]:
        return {}


def _reference(nom: str, serializer: Any = ReferenceSerializer, valeur: Any = REFERENCE) -> Any:
    """Documentation of a list of reference."""
    return extend_schema_view(
        list=extend_schema(
            tags=["Métiers"],
            summary=nom,
            description="Liste entière, sans pages, avec le nombre de métiers publiés pour chaque entrée.",
            responses=serializer(many=True),
            examples=[exemple("Une entrée", valeur)],
        )
    )


@_reference("Les familles de métiers du portail")
class FamilleViewSet(ReferenceViewSet):
    queryset: QuerySet = Famille.objects.all()
    facette = "famille"


@_reference("Les centres d'intérêt du ROME")
class InteretViewSet(ReferenceViewSet):
    queryset: QuerySet = CentreInteret.objects.all()
    facette = "interet"


@_reference("Les thèmes du ROME")
class ThemeViewSet(ReferenceViewSet):
    queryset: QuerySet = Theme.objects.all()
    facette = "theme"


@_reference("Les secteurs d'activité du ROME", SecteurSerializer, REFERENCE | {"parent": None})
class SecteurViewSet(ReferenceViewSet):
    queryset: QuerySet = Secteur.objects.select_related("parent")
    serializer_class = SecteurSerializer
    facette = "secteur"

    def en_plus(self, entree: Secteur) -> dict[str, Any]:
        return {"parent": entree.parent.slug if entree.parent else None}
