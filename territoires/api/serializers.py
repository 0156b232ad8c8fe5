"""What the API says of places."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from territoires.models import BassinEmploi, Commune, Departement, Epci, Referent, TerritoireEmploi


class DepartementCourtSerializer(serializers.ModelSerializer):
    class Meta:
        model = Departement
        fields = ["code", "nom"]


class EpciCourtSerializer(serializers.ModelSerializer):
    class Meta:
        model = Epci
        fields = ["siren", "nom"]


class TerritoireCourtSerializer(serializers.ModelSerializer):
    class Meta:
        model = TerritoireEmploi
        fields = ["code", "nom"]


class BassinSerializer(serializers.ModelSerializer):
    class Meta:
        model = BassinEmploi
        fields = ["code", "nom"]


class CommuneSerializer(serializers.ModelSerializer):
    """Une commune d'aujourd'hui."""

    libelle = serializers.SerializerMethodField(help_text="Nom et département, pour distinguer les homonymes.")
    codes_postaux = serializers.SerializerMethodField(help_text="Tous les codes postaux de la commune.")
    departement = DepartementCourtSerializer()
    epci = EpciCourtSerializer(allow_null=True)
    territoire = TerritoireCourtSerializer(allow_null=True)
    bassin = BassinSerializer(allow_null=True)
    ancienne_commune = serializers.SerializerMethodField(
        help_text="Avec q : l'ancienne commune par le nom de laquelle celle-ci a été trouvée."
    )
    distance_km = serializers.SerializerMethodField(
        help_text="Avec pres_de : distance à vol d'oiseau en kilomètres, arrondie à 0,1 km."
    )

    class Meta:
        model = Commune
        fields = [
            "code_insee",
            "nom",
            "libelle",
            "codes_postaux",
            "departement",
            "epci",
            "territoire",
            "bassin",
            "population",
            "annee_population",
            "latitude",
            "longitude",
            "ancienne_commune",
            "distance_km",
        ]

    def get_libelle(self, commune: Commune) -> str:
        return commune.libelle

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_codes_postaux(self, commune: Commune) -> list[str]:
        return commune.codes

    def get_ancienne_commune(self, commune: Any) -> str | None:
        return getattr(commune, "ancienne_commune", "") or None

    def get_distance_km(self, commune: Any) -> float | None:
        return getattr(commune, "distance_km", None)


class ReferentSerializer(serializers.ModelSerializer):
    """La personne chargée de l'orientation dans un département."""

    class Meta:
        model = Referent
        fields = ["nom", "fonction", "courriel", "telephone", "lieu", "demonstration"]


class DepartementSerializer(serializers.ModelSerializer):
    """Un département."""

    region: serializers.SlugRelatedField = serializers.SlugRelatedField(slug_field="nom", read_only=True)
    nombre_communes = serializers.IntegerField(read_only=True)
    population = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Somme des communes connues du portail."
    )
    referent = serializers.SerializerMethodField(help_text="Qui appeler ; null quand personne n'est nommé.")

    class Meta:
        model = Departement
        fields = ["code", "nom", "slug", "region", "nombre_communes", "population", "referent"]

    @extend_schema_field(ReferentSerializer(allow_null=True))
    def get_referent(self, departement: Departement) -> Any:
        referent = getattr(departement, "referent", None)
        return ReferentSerializer(referent).data if referent else None


class TerritoireSerializer(serializers.ModelSerializer):
    """Un territoire emploi du plan régional."""

    departement = DepartementCourtSerializer()
    nombre_communes = serializers.IntegerField(read_only=True)
    population = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = TerritoireEmploi
        fields = ["code", "nom", "departement", "nombre_communes", "population", "source", "approximation"]


class EpciSerializer(serializers.ModelSerializer):
    """Un établissement public de coopération intercommunale."""

    territoire = TerritoireCourtSerializer(allow_null=True)
    nombre_communes = serializers.IntegerField(read_only=True)
    population = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Epci
        fields = ["siren", "nom", "nature", "territoire", "nombre_communes", "population"]
