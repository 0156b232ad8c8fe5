"""What the API says of the bus: what anyone may read on its pages, and nothing of any person."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from formations.api.serializers import CommuneCourteSerializer
from orientibus.choices import FormatVisite, PublicAttendu
from orientibus.models import Etape
from orientibus.services.chiffres import ChiffresDuTerritoire
from orientibus.services.inscriptions import places_restantes


class BusCourtSerializer(serializers.Serializer):
    """Le bus qui vient."""

    code = serializers.CharField()
    nom = serializers.CharField()
    accessible = serializers.BooleanField()


class EtapeSerializer(serializers.ModelSerializer):
    """Une étape confirmée ou réalisée."""

    bus = BusCourtSerializer()
    premier_jour = serializers.DateField(source="jour")
    dernier_jour = serializers.DateField(source="fin")
    etat = serializers.CharField(help_text="confirmee ou realisee.")
    format = serializers.ChoiceField(source="demande.format", choices=FormatVisite.choices)
    public = serializers.ChoiceField(source="demande.public", choices=PublicAttendu.choices)
    structure = serializers.CharField(source="demande.structure")
    commune = CommuneCourteSerializer(source="demande.commune")
    places_restantes = serializers.SerializerMethodField(help_text="`null` : personne ne les compte.")
    distance_km = serializers.SerializerMethodField(help_text="Avec `commune` : kilomètres à vol d'oiseau.")
    page = serializers.SerializerMethodField(help_text="Adresse de la page.")
    detail = serializers.SerializerMethodField(help_text="Adresse du détail dans l'API.")

    class Meta:
        model = Etape
        fields = [
            "slug",
            "bus",
            "premier_jour",
            "dernier_jour",
            "heure_debut",
            "heure_fin",
            "creneau",
            "etat",
            "format",
            "public",
            "structure",
            "commune",
            "ouverte_a_tous",
            "places_restantes",
            "demonstration",
            "distance_km",
            "page",
            "detail",
        ]

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_places_restantes(self, etape: Etape) -> int | None:
        return places_restantes(etape) if etape.ouverte_a_tous else None

    @extend_schema_field({"type": "number", "nullable": True})
    def get_distance_km(self, etape: Etape) -> float | None:
        return getattr(etape, "distance_km", None)

    def _absolue(self, chemin: str) -> str:
        return str(self.context["request"].build_absolute_uri(chemin))

    @extend_schema_field(serializers.URLField())
    def get_page(self, etape: Etape) -> str:
        return self._absolue(etape.get_absolute_url())

    @extend_schema_field(serializers.URLField())
    def get_detail(self, etape: Etape) -> str:
        return self._absolue(reverse("api:orientibus-etape-detail", args=[etape.slug]))


class AtelierSerializer(serializers.Serializer):
    """Un atelier du bus."""

    slug = serializers.CharField()
    nom = serializers.CharField()
    description = serializers.CharField()


class EtapeDetailSerializer(EtapeSerializer):
    """Une étape avec son programme ; l'adresse exacte seulement où tout le monde peut venir."""

    adresse = serializers.SerializerMethodField()
    ateliers = AtelierSerializer(source="demande.ateliers", many=True)

    class Meta(EtapeSerializer.Meta):
        fields = [*EtapeSerializer.Meta.fields, "description", "adresse", "ateliers"]

    def get_adresse(self, etape: Etape) -> str:
        return etape.demande.adresse if etape.ouverte_a_tous else ""


class ChiffresDuTerritoireSerializer(serializers.Serializer):
    """Une saison dans un territoire."""

    saison = serializers.SerializerMethodField()
    territoire = serializers.CharField(source="territoire.code")
    nom = serializers.CharField(source="territoire.nom")
    departement = serializers.CharField(source="territoire.departement.code")
    demandes = serializers.IntegerField(help_text="Reçues, ni retirées ni refusées.")
    servies = serializers.IntegerField(help_text="Auxquelles une date est proposée, confirmée ou passée.")
    prioritaires = serializers.IntegerField(help_text="Éducation prioritaire ou quartier prioritaire.")
    prioritaires_servies = serializers.IntegerField()
    etapes = serializers.IntegerField(help_text="Confirmées ou réalisées.")
    realisees = serializers.IntegerField()
    personnes = serializers.IntegerField(allow_null=True, help_text="Rencontrées, d'après les comptes rendus.")
    part_servie = serializers.IntegerField(allow_null=True, help_text="Part des points de priorité servie, en ‰.")

    def get_saison(self, ligne: ChiffresDuTerritoire) -> str:
        saison: Any = self.context["saison"]
        return str(saison.slug)
