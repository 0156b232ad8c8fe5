"""Figures of an occupation at a place: every one with its source, period, grain and secrecy."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from metiers.models import Grain, Metier, Statistique
from metiers.services.marche import LieuDeMesure, MarcheDuMetier, explication, lieu_de_mesure, lieu_du_territoire
from territoires.models import Commune

GRAINS_DE_LIEU = (Grain.BASSIN, Grain.DEPARTEMENT, Grain.REGION)
PARAMETRES = [
    OpenApiParameter(
        "commune",
        {"type": "string", "pattern": "^[0-9][0-9AB][0-9]{3}$"},
        description="Code INSEE : les chiffres sont cherchés dans son bassin d'emploi, puis plus large.",
    ),
    OpenApiParameter(
        "territoire",
        {"type": "string", "pattern": "^(bassin|departement|region)-[0-9A-Z]{1,8}$"},
        description="`bassin-5220`, `departement-44` ou `region-52` ; l'emporte sur `commune`.",
    ),
]


class FamilleProfessionnelleSerializer(serializers.Serializer):
    code = serializers.CharField()
    nomenclature = serializers.SerializerMethodField(help_text="Année de la nomenclature FAP.")
    libelle = serializers.CharField()

    def get_nomenclature(self, famille: Any) -> str:
        return str(famille.cle.partition(":")[0])


class LieuDeMesureSerializer(serializers.Serializer):
    nom = serializers.CharField()
    bassin = serializers.CharField(help_text="Code du bassin d'emploi, vide quand il n'est pas en jeu.")
    departement = serializers.CharField()
    region = serializers.CharField()


class MesureSerializer(serializers.Serializer):
    """Un chiffre publié ou une somme de chiffres publiés."""

    indicateur = serializers.ChoiceField(choices=Statistique.Indicateur.choices)
    modalite = serializers.CharField(help_text="Tranche d'âge ou cause de tension ; vide sinon.")
    valeur = serializers.FloatField(allow_null=True, help_text="null quand la source ne le diffuse pas, jamais 0.")
    unite = serializers.CharField()
    secret = serializers.BooleanField(help_text="La source a un chiffre et ne le diffuse pas (secret statistique).")
    laisses = serializers.IntegerField(help_text="Combien de cases non diffusées cette somme laisse de côté.")
    grain = serializers.ChoiceField(choices=Grain.choices, help_text="À quelle maille le chiffre a été observé.")
    territoire = serializers.CharField()
    elargi = serializers.BooleanField(help_text="Observé plus large que le lieu demandé.")
    famille = serializers.CharField(help_text="Familles d'emploi concernées, quand la source s'arrête là.")
    source = serializers.CharField()  # type: ignore[assignment]  # DRF's own attribute of that name is not used
    periode = serializers.CharField()


class PartSerializer(serializers.Serializer):
    """Un terme de la formule."""

    code = serializers.CharField()
    libelle = serializers.CharField()
    poids = serializers.IntegerField()
    valeur = serializers.FloatField(help_text="Le chiffre, dans son unité.")
    unite = serializers.CharField()
    part = serializers.FloatField(help_text="Ce qu'il compte, de 0 à 1.")
    grain = serializers.ChoiceField(choices=Grain.choices)
    territoire = serializers.CharField()


class PotentielSerializer(serializers.Serializer):
    niveau = serializers.IntegerField(allow_null=True, min_value=0, max_value=5, help_text="null : voir `raison`.")
    score = serializers.FloatField(allow_null=True, help_text="Moyenne pondérée des parts, de 0 à 1.")
    raison = serializers.CharField(help_text="Pourquoi il n'y a pas de niveau ; vide quand il y en a un.")
    grain = serializers.CharField()
    territoire = serializers.CharField()
    elargi = serializers.BooleanField()
    secrets = serializers.ListField(
        child=serializers.CharField(), help_text="Territoires plus fins dont le chiffre n'est pas diffusé."
    )
    parts = PartSerializer(many=True, source="details")
    sources = serializers.ListField(child=serializers.CharField())
    formule_depuis = serializers.SerializerMethodField(help_text="Date de la formule en vigueur.")

    def get_formule_depuis(self, potentiel: Any) -> str:
        return explication().depuis


class StatistiquesSerializer(serializers.Serializer):
    """Le marché du travail d'un métier, vu d'un lieu."""

    slug = serializers.CharField()
    nom = serializers.CharField()
    lieu = LieuDeMesureSerializer()
    familles_projets = FamilleProfessionnelleSerializer(many=True, help_text="Familles de l'enquête BMO.")
    familles_dares = FamilleProfessionnelleSerializer(many=True, help_text="Familles des statistiques de la Dares.")
    potentiel = PotentielSerializer()
    mesures = MesureSerializer(many=True)
    licence = serializers.CharField()


def lieu_demande(requete: Request) -> LieuDeMesure:
    """The place asked: a territory, else a commune, else the brand's Région."""
    commune, territoire = requete.query_params.get("commune"), requete.query_params.get("territoire")
    if territoire is not None:
        return _territoire(territoire)
    if commune is None:
        return lieu_de_mesure(None)
    if not (len(commune) == 5 and commune.isascii() and commune.isalnum()):
        raise ValidationError({"commune": ["Un code INSEE de cinq signes est attendu, par exemple 44109."]})
    trouvee = Commune.objects.actives().filter(code_insee=commune).only("code_insee").first()
    if trouvee is None:
        raise NotFound("Aucune commune du portail n'a ce code INSEE.")
    return lieu_de_mesure(trouvee)


def _territoire(texte: str) -> LieuDeMesure:
    grain, _, code = texte.partition("-")
    if grain not in GRAINS_DE_LIEU or not (code.isascii() and code.isalnum() and len(code) <= 8):
        raise ValidationError({"territoire": ["Attendu : bassin-5220, departement-44 ou region-52, par exemple."]})
    lieu = lieu_du_territoire(grain, code)
    if lieu is None:
        raise NotFound("Aucun territoire du portail n'a ce code.")
    return lieu


def statistiques(metier: Metier, marche: MarcheDuMetier) -> dict[str, Any]:
    """The answer, ready to be serialized."""
    champs = [str(nom) for nom in MesureSerializer().fields if nom not in ("indicateur", "modalite")]
    mesures = [
        {"indicateur": indicateur, "modalite": modalite} | {champ: getattr(lue, champ) for champ in champs}
        for indicateur, modalite, lue in marche.toutes()
    ]
    return {
        "slug": metier.slug,
        "nom": metier.nom,
        "lieu": marche.lieu,
        "familles_projets": marche.familles_bmo,
        "familles_dares": marche.familles_dares,
        "potentiel": marche.potentiel,
        "mesures": mesures,
        "licence": "Licence Ouverte 2.0",
    }
