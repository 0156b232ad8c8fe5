"""Neighbours of an occupation and comparable skills in the public API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from commun.acces import tout_public
from commun.api import probleme
from commun.schema import PROBLEME, SANS_NUL
from commun.site import absolue
from metiers.api.conditions import selon_le_catalogue
from metiers.api.exemples import PASSERELLE, SAVOIR_FAIRE, exemple
from metiers.api.serializers import RetraitSerializer
from metiers.choices import Niveau
from metiers.forms import LONGUEUR_Q
from metiers.forms_passerelles import SENS, TRIS_PASSERELLES
from metiers.models import Metier
from metiers.passerelles import PARTS, BaseDeSavoirs, Savoir
from metiers.services.facettes import Catalogue, catalogue_courant
from metiers.services.fiche import lire_metier
from metiers.services.passerelles import (
    VERS,
    Lieu,
    Passerelle,
    admis_par,
    essentielles,
    passerelles_depuis,
    passerelles_vers,
    trier,
)
from metiers.services.raisons import degre, raisons_de
from metiers.services.reseau import Reseau, reseau_courant
from metiers.services.savoir_faire import chercher_savoirs, lexique_courant
from territoires.models import Commune
from territoires.services.lecture_lieu import CODE_INSEE

SAVOIRS_TROUVES = 20
RETIRE = "Métier retiré ; `remplace_par` donne l'adresse de celui qui le suit, s'il y en a un."
CHOIX = {
    "sens": (list(SENS), "`vers` : où aller depuis ce métier (par défaut) ; `depuis` : d'où l'on y vient."),
    "niveau": ([str(n.value) for n in Niveau], "Au plus ce diplôme à l'entrée ; un niveau inconnu est écarté."),
    "essentiel": (["oui"], "`oui` : la moitié au moins des savoir-faire demandés est acquise."),
    "tri": (list(TRIS_PASSERELLES), "Ordre ; `note` par défaut. `demande` n'a de sens qu'avec `sens=vers`."),
}
PARAMETRES = [
    *(OpenApiParameter(nom, {"type": "string", "enum": valeurs}, description=texte)
      for nom, (valeurs, texte) in CHOIX.items()),
    OpenApiParameter(
        "famille", {"type": "string", "maxLength": 120, "pattern": "^[-a-zA-Z0-9_]+$"},
        description="Famille du portail (voir `/api/v1/familles/`). Inconnue : 404.",
    ),
    OpenApiParameter(
        "commune", {"type": "string", "pattern": f"^{CODE_INSEE.pattern}$"},
        description="Code INSEE (inconnu : 404) : chiffres et formations autour d'elle, sinon dans la région.",
    ),
]  # fmt: skip
SLUG = OpenApiParameter(
    "slug", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}, OpenApiParameter.PATH, description="Adresse du métier."
)


class SavoirCompareSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="Code OGR du ROME, ou mot de l'adresse d'un savoir-faire du portail.")
    libelle = serializers.CharField()


class PartDeNoteSerializer(serializers.Serializer):
    """Une part de la note."""

    part = serializers.ChoiceField(choices=list(PARTS))
    titre = serializers.CharField()
    valeur = serializers.FloatField(
        allow_null=True, min_value=0, max_value=1, help_text="null : inconnue, elle ne compte pas ; ce n'est pas 0."
    )
    poids = serializers.FloatField(help_text="Poids dans la note quand toutes les parts sont connues.")
    phrase = serializers.CharField(help_text="La raison, en clair.")


class PotentielCourtSerializer(serializers.Serializer):
    niveau = serializers.IntegerField(allow_null=True, min_value=0, max_value=5, help_text="null : non diffusé.")
    grain = serializers.CharField()
    territoire = serializers.CharField()


class FormationsCourtesSerializer(serializers.Serializer):
    nombre = serializers.IntegerField()
    plus_proche_km = serializers.FloatField(allow_null=True)


class PasserelleSerializer(serializers.Serializer):
    """Un passage d'un métier à un autre, avec les parts de sa note."""

    slug = serializers.CharField()
    nom = serializers.CharField()
    page = serializers.URLField()
    rang_officiel = serializers.IntegerField(
        allow_null=True,
        help_text="Rang, parmi les métiers publiés, dans la liste officielle du métier quitté ; null hors liste.",
    )
    note = serializers.FloatField(min_value=0, max_value=1, help_text="Moyenne pondérée des parts connues.")
    degre = serializers.CharField()
    parts = PartDeNoteSerializer(many=True)
    ecart_de_niveau = serializers.IntegerField(
        allow_null=True, help_text="Niveaux de diplôme entre les entrées les plus basses ; null : inconnu."
    )
    base = serializers.CharField(
        help_text="Savoir-faire comparés : `portail`, `rome` (macro-compétences) ; vide : incomparables."
    )
    communs = SavoirCompareSerializer(many=True, help_text="Déjà acquis, les plus rares d'abord.")
    a_acquerir = SavoirCompareSerializer(many=True, help_text="À apprendre, les plus rares d'abord.")
    potentiel = PotentielCourtSerializer(allow_null=True)
    formations = FormationsCourtesSerializer(allow_null=True)


class SavoirFaireSerializer(SavoirCompareSerializer):
    """Un savoir-faire comparable d'un métier à l'autre."""

    nombre_metiers = serializers.IntegerField(help_text="Métiers publiés qui le demandent.")
    rarete = serializers.FloatField(help_text="Poids dans les rapprochements : ln(1 + N / nombre_metiers).")


class AvecPasserelles(GenericViewSet):
    """Adds the neighbours to the occupations of the API."""

    @extend_schema(
        tags=["Métiers"],
        summary="Les passerelles d'un métier",
        description=(
            "Métiers vers lesquels aller, ou d'où l'on vient : mobilités recensées par France Travail et "
            "rapprochements par les savoir-faire, notés sur quatre parts. Une part inconnue ne compte pas."
        ),
        parameters=[SLUG, *PARAMETRES],
        filters=False,
        responses={
            200: PasserelleSerializer(many=True),
            (410, PROBLEME): OpenApiResponse(RetraitSerializer, description=RETIRE),
        },
        examples=[exemple("Une passerelle", PASSERELLE)],
    )
    @action(detail=True, filter_backends=[])
    @selon_le_catalogue
    def passerelles(self, request: Request, slug: str) -> Response:
        metier = lire_metier(slug)
        if metier is None or metier.etat == Metier.Etat.BROUILLON:
            raise NotFound("Aucun métier du portail n'a cette adresse.")
        if metier.etat == Metier.Etat.RETIRE:
            suite = metier.remplace_par.slug if metier.remplace_par else None
            corps = probleme(410, "Ce métier a été retiré du répertoire.", remplace_par=suite)
            return Response(corps, status=410, content_type=PROBLEME)
        catalogue, reseau = catalogue_courant(), reseau_courant()
        page = self.paginate_queryset(_trouver(request, reseau, catalogue, metier))  # type: ignore[arg-type]
        lignes = [_ligne(reseau, catalogue, passerelle) for passerelle in page or []]
        return self.get_paginated_response(PasserelleSerializer(lignes, many=True).data)


def _trouver(request: Request, reseau: Reseau, catalogue: Catalogue, metier: Metier) -> list[Passerelle]:
    choix = _choix(request, catalogue)
    niveau = int(choix["niveau"]) if choix["niveau"] else None
    admis = admis_par(catalogue, niveau_max=niveau, famille=choix["famille"])
    lieu = _commune(request)
    if (choix["sens"] or VERS) == VERS:
        trouvees = passerelles_depuis(reseau, metier.pk, lieu=lieu, admis=admis)
    else:
        trouvees = passerelles_vers(reseau, metier.pk, admis=admis)
    trouvees = essentielles(trouvees) if choix["essentiel"] else trouvees
    return trier(trouvees, choix["tri"] or "note", reseau=reseau, catalogue=catalogue)


def _choix(request: Request, catalogue: Catalogue) -> dict[str, str]:
    """Values of the closed parameters; another value is refused."""
    connues = {nom: set(valeurs) for nom, (valeurs, _) in CHOIX.items()}
    lues = {nom: request.query_params.get(nom) for nom in connues}
    fautes = {
        nom: [f"« {valeur[:40]} » n'est pas une valeur connue."]
        for nom, valeur in lues.items()
        if valeur is not None and valeur not in connues[nom]
    }
    famille = request.query_params.get("famille")
    if famille == "":
        fautes["famille"] = ["Une valeur est attendue."]
    if fautes:
        raise ValidationError(fautes)
    if famille is not None and famille not in catalogue.facettes["famille"].valeurs:
        raise NotFound("Aucune famille du portail ne porte cette adresse.")
    return {nom: valeur or "" for nom, valeur in lues.items()} | {"famille": famille or ""}


def _commune(request: Request) -> Lieu | None:
    code = request.query_params.get("commune")
    if code is None:
        return None
    if not CODE_INSEE.fullmatch(code):
        raise ValidationError({"commune": ["Un code INSEE de 5 caractères est attendu, comme 44109."]})
    commune = Commune.objects.actives().completes().filter(code_insee=code).first()
    if commune is None:
        raise NotFound("Aucune commune connue du portail ne porte ce code.")
    return commune


def _ligne(reseau: Reseau, catalogue: Catalogue, passerelle: Passerelle) -> dict[str, Any]:
    repere = catalogue.repere(passerelle.autre)
    comparaison = reseau.comparer(passerelle.source, passerelle.cible)
    slug = repere.slug if repere else ""
    parts = [
        {"part": r.part, "titre": r.titre, "valeur": r.valeur, "poids": r.poids, "phrase": r.phrase}
        for r in raisons_de(passerelle, comparaison)
    ]
    return {
        "slug": slug,
        "nom": repere.nom if repere else "",
        "page": absolue(f"/metiers/{slug}/"),
        "rang_officiel": passerelle.rang,
        "note": round(passerelle.note.valeur, 4),
        "degre": degre(passerelle.note.valeur),
        "parts": parts,
        "ecart_de_niveau": passerelle.ecart_de_niveau,
        "base": comparaison.base,
        "communs": comparaison.communs,
        "a_acquerir": comparaison.a_acquerir,
        "potentiel": passerelle.potentiel,
        "formations": passerelle.formations,
    }


class SavoirFaireViewSet(GenericViewSet):
    """Skills to tick: what "my skills" completes with."""

    regle_acces = staticmethod(tout_public)
    authentication_classes: list[Any] = []
    serializer_class = SavoirFaireSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(
        tags=["Métiers"],
        summary="Chercher un savoir-faire",
        description=(
            "Savoir-faire comparables d'un métier à l'autre, trouvés par leurs mots ou par ceux des savoir-faire de "
            "détail qu'ils réunissent. Au plus vingt ; sans `q`, une liste vide."
        ),
        parameters=[
            OpenApiParameter(
                "q", {"type": "string", "maxLength": LONGUEUR_Q, "pattern": SANS_NUL}, description="Quelques mots."
            )
        ],
        responses=SavoirFaireSerializer(many=True),
        examples=[exemple("Pour q=souder", SAVOIR_FAIRE)],
    )
    @selon_le_catalogue
    def list(self, request: Request) -> Response:
        q = request.query_params.get("q", "")
        if len(q) > LONGUEUR_Q:
            raise ValidationError({"q": [f"Au plus {LONGUEUR_Q} caractères."]})
        base = reseau_courant().base_principale
        trouves = chercher_savoirs(lexique_courant(), base, q, SAVOIRS_TROUVES) if q.strip() else []
        return Response(SavoirFaireSerializer([_savoir(base, savoir) for savoir in trouves], many=True).data)


def _savoir(base: BaseDeSavoirs, savoir: Savoir) -> dict[str, Any]:
    colonne = base.par_code[savoir.code]
    return {
        "code": savoir.code,
        "libelle": savoir.libelle,
        "nombre_metiers": int(base.frequences[colonne]),
        "rarete": round(float(base.poids[colonne]), 4),
    }
