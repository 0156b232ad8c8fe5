"""What the API says of offers: what anyone may read on their sheets, and nothing of any person."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from formations.api.serializers import CommuneCourteSerializer
from stages.choices import NiveauPublic
from stages.models import OffreStage
from stages.views.presentation import places_restantes, semaines_a_venir


class EntrepriseCourteSerializer(serializers.Serializer):
    """L'entreprise qui accueille."""

    nom = serializers.CharField(source="organisation.nom")
    siret = serializers.CharField(source="organisation.siret", help_text="Vide quand il n'est pas connu.")
    activite = serializers.CharField()
    code_naf = serializers.CharField()


class MetierDOffreSerializer(serializers.Serializer):
    """Un métier à découvrir."""

    slug = serializers.CharField()
    nom = serializers.CharField()


class SemaineOuverteSerializer(serializers.Serializer):
    """Une semaine qui a des places."""

    lundi = serializers.DateField()
    places = serializers.IntegerField()


class OffreStageListeSerializer(serializers.ModelSerializer):
    """Une offre visible."""

    niveaux = serializers.SerializerMethodField()
    entreprise = EntrepriseCourteSerializer()
    commune = CommuneCourteSerializer()
    metiers = MetierDOffreSerializer(many=True)
    semaines = serializers.SerializerMethodField(help_text="Semaines à venir ; vide quand l'offre a des dates.")
    places_restantes = serializers.SerializerMethodField()
    publiee_le = serializers.DateTimeField()
    distance_km = serializers.SerializerMethodField(help_text="Avec `commune` : kilomètres à vol d'oiseau.")
    page = serializers.SerializerMethodField(help_text="Adresse de la page.")
    detail = serializers.SerializerMethodField(help_text="Adresse du détail dans l'API.")

    class Meta:
        model = OffreStage
        fields = [
            "id",
            "section",
            "titre",
            "niveaux",
            "entreprise",
            "commune",
            "latitude",
            "longitude",
            "metiers",
            "semaines",
            "debut",
            "fin",
            "places_restantes",
            "a_distance",
            "accessible",
            "publiee_le",
            "demonstration",
            "distance_km",
            "page",
            "detail",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=NiveauPublic.choices)))
    def get_niveaux(self, offre: OffreStage) -> list[str]:
        presents = {niveau.niveau for niveau in offre.niveaux.all()}
        return [niveau.value for niveau in NiveauPublic if niveau in presents]

    @extend_schema_field(SemaineOuverteSerializer(many=True))
    def get_semaines(self, offre: OffreStage) -> Any:
        ouvertes = semaines_a_venir(offre, timezone.localdate())
        return [{"lundi": s.lundi.isoformat(), "places": s.capacite - s.places_prises} for s in ouvertes]

    def get_places_restantes(self, offre: OffreStage) -> int:
        return places_restantes(offre, timezone.localdate())

    def get_distance_km(self, offre: OffreStage) -> float | None:
        km: float | None = self.context.get("km", {}).get(offre.pk)
        return km

    def get_page(self, offre: OffreStage) -> str:
        return str(self.context["request"].build_absolute_uri(offre.get_absolute_url()))

    def get_detail(self, offre: OffreStage) -> str:
        return str(self.context["request"].build_absolute_uri(reverse("api:offre-detail", args=[offre.pk])))


class OffreStageSerializer(OffreStageListeSerializer):
    """Une offre visible, avec tout ce que dit sa page."""

    class Meta(OffreStageListeSerializer.Meta):
        fields = [
            *OffreStageListeSerializer.Meta.fields,
            "description",
            "adresse",
            "horaires",
            "heures_par_jour",
            "heures_par_semaine",
            "accessibilite",
            "gratification_horaire",
            "contrat",
            "diplome",
            "duree_mois",
            "video",
            "journee_immersion",
            "aide_deplacement",
            "expire_le",
        ]
