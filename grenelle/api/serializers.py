"""What the API says of plans, measures, indicators and readings: no person is named."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from grenelle.choices import EtatMesure, RoleIntervenant
from grenelle.models import Axe, Cible, Indicateur, Mesure, Plan, Releve


class AxeDuPlanSerializer(serializers.ModelSerializer):
    """Un axe d'un plan."""

    class Meta:
        model = Axe
        fields = ["code", "rang", "titre", "resume"]


class AxeSerializer(serializers.ModelSerializer):
    """Un axe, son plan et ses mesures."""

    cle = serializers.SerializerMethodField(help_text="Le plan et le code, comme `pays-de-la-loire-2019:I`.")
    plan = serializers.CharField(source="plan.slug", help_text="Adresse du plan.")
    mesures = serializers.SerializerMethodField(help_text="Numéros des mesures, dans l'ordre du document.")

    class Meta:
        model = Axe
        fields = ["cle", "plan", "code", "rang", "titre", "resume", "mesures"]

    def get_cle(self, axe: Axe) -> str:
        return f"{axe.plan.slug}:{axe.code}"

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_mesures(self, axe: Axe) -> Any:
        return [mesure.numero for mesure in axe.mesures.all()]


class PlanRegionalSerializer(serializers.ModelSerializer):
    """Un plan régional et ses axes."""

    axes = AxeDuPlanSerializer(many=True)
    mesures = serializers.IntegerField(source="nombre_mesures", help_text="Nombre de mesures.")
    page = serializers.SerializerMethodField(help_text="Adresse de la page.")

    class Meta:
        model = Plan
        fields = [
            "slug",
            "titre",
            "nom_court",
            "region_code",
            "region_nom",
            "debut",
            "fin",
            "adopte_le",
            "acte",
            "nom_de_mesure",
            "resume",
            "remarques",
            "axes",
            "mesures",
            "page",
        ]

    def get_page(self, plan: Plan) -> str:
        return str(self.context["request"].build_absolute_uri(plan.get_absolute_url()))


class MesureDuPlanSerializer(serializers.ModelSerializer):
    """Une mesure, son état et pourquoi."""

    plan = serializers.CharField(source="axe.plan.slug", help_text="Adresse du plan.")
    axe = serializers.CharField(source="axe.code", help_text="Code de l'axe.")
    etat = serializers.ChoiceField(EtatMesure.choices, source="etat_affiche", help_text="État montré.")
    etat_de_la_regle = serializers.ChoiceField(EtatMesure.choices, source="etat", help_text="Ce que dit la règle.")
    raisons = serializers.SerializerMethodField(help_text="Phrases de la règle.")
    decision = serializers.CharField(source="etat_decide_raison", help_text="Raison d'un état décidé, ou vide.")
    publics = serializers.SerializerMethodField(help_text="Pour qui.")
    pilotes = serializers.SerializerMethodField(help_text="Ceux que le document nomme.")
    partenaires = serializers.SerializerMethodField(help_text="Ceux que le document nomme.")
    page = serializers.SerializerMethodField(help_text="Adresse de la page.")

    class Meta:
        model = Mesure
        fields = [
            "plan",
            "axe",
            "numero",
            "titre",
            "resume",
            "etat",
            "etat_de_la_regle",
            "raisons",
            "decision",
            "ajoutee_le",
            "close_le",
            "publics",
            "pilotes",
            "partenaires",
            "page",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_raisons(self, mesure: Mesure) -> Any:
        return [str(raison) for raison in mesure.etat_raisons]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_publics(self, mesure: Mesure) -> Any:
        return sorted(p.public for p in mesure.publics.all())

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_pilotes(self, mesure: Mesure) -> Any:
        return [i.nom for i in mesure.intervenants.all() if i.role == RoleIntervenant.PILOTE]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_partenaires(self, mesure: Mesure) -> Any:
        return [i.nom for i in mesure.intervenants.all() if i.role == RoleIntervenant.PARTENAIRE]

    def get_page(self, mesure: Mesure) -> str:
        return str(self.context["request"].build_absolute_uri(mesure.get_absolute_url()))


class CibleDuPlanSerializer(serializers.ModelSerializer):
    """Un nombre que donne un document."""

    valeur = serializers.FloatField()
    document = serializers.SerializerMethodField(help_text="Document cité, ou vide.")

    class Meta:
        model = Cible
        fields = ["nature", "valeur", "precision", "le", "echelle", "territoire", "document", "endroit", "note"]

    def get_document(self, cible: Cible) -> str:
        return str(cible.document) if cible.document else ""


class IndicateurDuPlanSerializer(serializers.ModelSerializer):
    """Un indicateur et ses cibles."""

    plan = serializers.CharField(source="plan.slug", help_text="Adresse du plan.")
    mesure = serializers.SerializerMethodField(help_text="Numéro de la mesure ; null : tout le plan.")
    cibles = CibleDuPlanSerializer(many=True)

    class Meta:
        model = Indicateur
        fields = [
            "plan",
            "mesure",
            "code",
            "libelle",
            "unite",
            "sens",
            "formule",
            "source",
            "frequence",
            "echelle",
            "collecte",
            "proposition",
            "cibles",
        ]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_mesure(self, indicateur: Indicateur) -> Any:
        return indicateur.mesure.numero if indicateur.mesure else None


class ReleveDuPlanSerializer(serializers.ModelSerializer):
    """Un relevé : une valeur, sur une période, à un endroit."""

    plan = serializers.CharField(source="indicateur.plan.slug", help_text="Adresse du plan.")
    indicateur = serializers.CharField(source="indicateur.code", help_text="Code de l'indicateur.")
    unite = serializers.CharField(source="indicateur.unite", help_text="Unité de la valeur.")
    valeur = serializers.FloatField(allow_null=True, help_text="null : la source ne publie pas ce chiffre.")

    class Meta:
        model = Releve
        fields = [
            "plan",
            "indicateur",
            "debut",
            "fin",
            "echelle",
            "territoire",
            "valeur",
            "unite",
            "statut",
            "source",
            "revision",
            "en_vigueur",
            "raison",
            "saisi_le",
            "demonstration",
        ]
