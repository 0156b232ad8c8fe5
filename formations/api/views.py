"""Trainings and establishments in the public API: read only, open to all, with conditional requests."""

from typing import Any

from django.db.models import Prefetch
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.acces import tout_public
from formations.api.exemples import ETABLISSEMENT, FORMATION, exemple
from formations.api.filters import PARAMETRES, TRI, TYPE, Lecteur, lire_exploration
from formations.api.serializers import (
    EtablissementListeSerializer,
    EtablissementSerializer,
    FormationListeSerializer,
    FormationSerializer,
)
from formations.choices import TypeEtablissement
from formations.models import (
    CertificationMetier,
    ChiffreFormation,
    Etablissement,
    Formation,
    JourneePortesOuvertes,
    Offre,
)
from formations.services.exploration import Exploration
from formations.services.suggestions import chercher_etablissements
from metiers.models import Metier


def _offres_ouvertes() -> Any:
    """Open offers with all that the details say of them."""
    chiffres = Prefetch("chiffres", queryset=ChiffreFormation.objects.montrables(), to_attr="chiffres_montrables")
    ordre = ("formation__intitule", "etablissement__nom", "voie", "pk")
    return Prefetch(
        "offres",
        queryset=Offre.objects.actives().completes().prefetch_related(chiffres).order_by(*ordre),
        to_attr="offres_ouvertes",
    )


@method_decorator(conditional_page, name="dispatch")
class LectureDeFormations(GenericViewSet):
    """``ETag`` on every answer, made from what it says: places left change without the catalogue."""

    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    filter_backends: list[Any] = []
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"


@extend_schema_view(
    list=extend_schema(
        tags=["Formations"],
        summary="Chercher des formations",
        description=(
            "Formations qui répondent à tous les critères donnés, sur les mêmes offres : avec `voie` et `commune`, "
            "l'offre par cette voie est dans le rayon. Avec `q`, les meilleures d'abord ; avec `commune`, les plus "
            "proches."
        ),
        parameters=[*PARAMETRES, TRI],
        responses=FormationListeSerializer(many=True),
        examples=[exemple("Une formation", FORMATION)],
    ),
    retrieve=extend_schema(
        tags=["Formations"],
        summary="Une formation",
        description="La formation, son diplôme, les métiers qu'elle prépare avec l'origine de chaque lien, ses offres.",
        responses=FormationSerializer,
    ),
)
class FormationViewSet(LectureDeFormations):
    serializer_class = FormationListeSerializer
    queryset = Formation.objects.actives()

    def list(self, request: Request) -> Response:
        exploration = lire_exploration(request.query_params)
        rangs = self.paginate_queryset(exploration.rangs) or []  # type: ignore[arg-type]
        ids = [exploration.repertoire.formations[rang].id for rang in rangs]
        formations = Formation.objects.select_related("certification").in_bulk(ids)
        trouvees = {pk: _reperes(exploration, rang) for pk, rang in zip(ids, rangs, strict=True)}
        contexte = dict(self.get_serializer_context()) | {"trouvees": trouvees}
        page = [formations[pk] for pk in ids if pk in formations]
        return self.get_paginated_response(FormationListeSerializer(page, many=True, context=contexte).data)

    def retrieve(self, request: Request, slug: str) -> Response:
        liens = Prefetch(
            "certification__liens_metiers",
            queryset=CertificationMetier.objects.filter(metier__etat=Metier.Etat.PUBLIE).select_related("metier"),
            to_attr="liens_publies",
        )
        formation = (
            self.get_queryset()
            .select_related("certification")
            .prefetch_related(liens, "certification__codes_rome", "specialites", _offres_ouvertes())
            .filter(slug=slug)
            .first()
        )
        if formation is None:
            raise NotFound("Aucune formation du portail n'a cette adresse.")
        return Response(FormationSerializer(formation, context=self.get_serializer_context()).data)


def _reperes(exploration: Exploration, rang: int) -> tuple[int, float | None]:
    """Offers found of a training, and the nearest of them when the place is known."""
    km = None
    if exploration.criteres.lieu:
        proche = float(exploration.plus_proches[rang])
        km = proche if proche != float("inf") else None
    return len(exploration.offres_de(rang)), km


@extend_schema_view(
    list=extend_schema(
        tags=["Formations"],
        summary="Chercher des établissements",
        description=(
            "Établissements ouverts qui donnent au moins une formation répondant aux critères. `q` cherche dans le nom "
            "et la commune. Avec `commune`, les plus proches d'abord."
        ),
        parameters=[*PARAMETRES, TYPE],
        responses=EtablissementListeSerializer(many=True),
        examples=[exemple("Un établissement", ETABLISSEMENT)],
    ),
    retrieve=extend_schema(
        tags=["Formations"],
        summary="Un établissement",
        description="L'établissement, ses offres avec les places qu'il dit rester, ses portes ouvertes à venir.",
        responses=EtablissementSerializer,
    ),
)
class EtablissementViewSet(LectureDeFormations):
    serializer_class = EtablissementListeSerializer
    queryset = Etablissement.objects.actifs()

    def list(self, request: Request) -> Response:
        trouves = _etablissements(request)
        ids = self.paginate_queryset(list(trouves)) or []  # type: ignore[arg-type]
        objets = Etablissement.objects.completes().in_bulk(ids)
        contexte = dict(self.get_serializer_context()) | {"trouves": trouves}
        page = [objets[pk] for pk in ids if pk in objets]
        return self.get_paginated_response(EtablissementListeSerializer(page, many=True, context=contexte).data)

    def retrieve(self, request: Request, slug: str) -> Response:
        journees = Prefetch(
            "portes_ouvertes", queryset=JourneePortesOuvertes.objects.a_venir(), to_attr="journees_a_venir"
        )
        etablissement = (
            Etablissement.objects.actifs()
            .completes()
            .prefetch_related(journees, _offres_ouvertes())
            .filter(slug=slug)
            .first()
        )
        if etablissement is None:
            raise NotFound("Aucun établissement du portail n'a cette adresse.")
        return Response(EtablissementSerializer(etablissement, context=self.get_serializer_context()).data)


def _etablissements(request: Request) -> dict[int, tuple[int, float | None]]:
    """Establishments found in their order, each with its offers found and its distance."""
    lecteur = Lecteur(request.query_params)
    genre = lecteur.parmi("type", TypeEtablissement.values)
    q = lecteur.texte("q", 120)
    lecteur.refuser_les_fautes()
    sans_q = request.query_params.copy()
    sans_q.pop("q", None)
    exploration = lire_exploration(sans_q)
    repertoire = exploration.repertoire
    dedans = exploration.dedans
    lieu = exploration.criteres.lieu
    rangs = {e.id: rang for rang, e in enumerate(repertoire.etablissements)}
    km = repertoire.distances(lieu) if lieu else None
    trouves: dict[int, tuple[int, float | None]] = {}
    for etablissement in chercher_etablissements(repertoire, q):
        positions = repertoire.positions_par_etablissement.get(etablissement.id, ())
        nombre = sum(1 for position in positions if dedans[position])
        if nombre and (not genre or etablissement.type == genre):
            distance = None if km is None else float(km[rangs[etablissement.id]])
            trouves[etablissement.id] = (nombre, distance if distance != float("inf") else None)
    if km is not None:
        return dict(sorted(trouves.items(), key=lambda couple: (couple[1][1] is None, couple[1][1] or 0.0)))
    return trouves
