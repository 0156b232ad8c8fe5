"""What the API says of trainings and establishments."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from formations.models import (
    Certification,
    CertificationMetier,
    ChiffreFormation,
    Etablissement,
    Formation,
    JourneePortesOuvertes,
    Offre,
)


class NiveauDeFormationSerializer(serializers.Serializer):
    """Un niveau du cadre national des certifications."""

    niveau = serializers.IntegerField()
    libelle = serializers.CharField()


def _niveau(valeur: int | None, libelle: str) -> dict[str, Any] | None:
    return None if valeur is None else {"niveau": valeur, "libelle": libelle}


class CommuneCourteSerializer(serializers.Serializer):
    """La commune d'un établissement."""

    code_insee = serializers.CharField()
    nom = serializers.CharField()
    departement = serializers.CharField(source="departement.code", help_text="Code du département.")


class _Adresses(serializers.ModelSerializer):
    """Addresses of the page and of the detail, from the request."""

    page = serializers.SerializerMethodField(help_text="Adresse de la page.")
    detail = serializers.SerializerMethodField(help_text="Adresse du détail dans l'API.")
    nom_page = nom_detail = ""

    def get_page(self, objet: Any) -> str:
        return str(self.context["request"].build_absolute_uri(reverse(self.nom_page, args=[objet.slug])))

    def get_detail(self, objet: Any) -> str:
        return str(self.context["request"].build_absolute_uri(reverse(self.nom_detail, args=[objet.slug])))


class FormationCourteSerializer(_Adresses):
    """Une formation, où qu'elle soit donnée."""

    nom_page, nom_detail = "formations:fiche", "api:formation-detail"
    niveau = serializers.SerializerMethodField(help_text="Niveau de sortie ; null quand rien n'en est dit.")
    niveau_entree = serializers.SerializerMethodField(help_text="Niveau demandé à l'entrée.")

    class Meta:
        model = Formation
        fields = ["slug", "intitule", "nature", "niveau", "niveau_entree", "duree_mois", "page", "detail"]

    @extend_schema_field(NiveauDeFormationSerializer(allow_null=True))
    def get_niveau(self, formation: Formation) -> Any:
        return _niveau(formation.niveau, formation.get_niveau_display())

    @extend_schema_field(NiveauDeFormationSerializer(allow_null=True))
    def get_niveau_entree(self, formation: Formation) -> Any:
        return _niveau(formation.niveau_entree, formation.get_niveau_entree_display())


class FormationListeSerializer(FormationCourteSerializer):
    """Une formation trouvée, avec ce qui la situe."""

    code_rncp = serializers.SerializerMethodField(help_text="Numéro RNCP, vide quand il n'y en a pas.")
    offres = serializers.SerializerMethodField(help_text="Offres qui répondent à tous les critères.")
    plus_proche_km = serializers.SerializerMethodField(
        help_text="Avec `commune` : kilomètres à vol d'oiseau jusqu'à l'offre la plus proche."
    )

    class Meta(FormationCourteSerializer.Meta):
        fields = [*FormationCourteSerializer.Meta.fields, "code_rncp", "offres", "plus_proche_km"]

    def get_code_rncp(self, formation: Formation) -> str:
        return formation.certification.code_rncp if formation.certification else ""

    def get_offres(self, formation: Formation) -> int:
        return int(self.context["trouvees"][formation.pk][0])

    def get_plus_proche_km(self, formation: Formation) -> float | None:
        km = self.context["trouvees"][formation.pk][1]
        return None if km is None else float(km)


class EtablissementCourtSerializer(_Adresses):
    """Un établissement."""

    nom_page, nom_detail = "etablissements:fiche", "api:etablissement-detail"
    commune = CommuneCourteSerializer(allow_null=True)

    class Meta:
        model = Etablissement
        fields = ["slug", "uai", "nom", "type", "statut", "commune", "latitude", "longitude", "page", "detail"]


class EtablissementListeSerializer(EtablissementCourtSerializer):
    """Un établissement trouvé."""

    offres = serializers.SerializerMethodField(help_text="Offres qui répondent à tous les critères.")
    distance_km = serializers.SerializerMethodField(help_text="Avec `commune` : kilomètres à vol d'oiseau.")

    class Meta(EtablissementCourtSerializer.Meta):
        fields = [*EtablissementCourtSerializer.Meta.fields, "offres", "distance_km"]

    def get_offres(self, etablissement: Etablissement) -> int:
        return int(self.context["trouves"][etablissement.pk][0])

    def get_distance_km(self, etablissement: Etablissement) -> float | None:
        km = self.context["trouves"][etablissement.pk][1]
        return None if km is None else float(km)


class ChiffreSerializer(serializers.ModelSerializer):
    """Un chiffre publié, avec sa source, sa période et son grain. `non_diffuse` n'est jamais 0."""

    class Meta:
        model = ChiffreFormation
        fields = ["indicateur", "valeur", "unite", "non_diffuse", "periode", "grain", "source", "demonstration"]


class _OffreSerializer(serializers.ModelSerializer):
    places_restantes = serializers.IntegerField(
        allow_null=True, help_text="Dites par l'établissement ; null quand il n'en dit rien, jamais 0."
    )
    places_le = serializers.DateTimeField(allow_null=True, help_text="Date de ce chiffre.")
    chiffres = serializers.SerializerMethodField()

    champs = [
        "voie",
        "rentree",
        "capacite",
        "places_restantes",
        "places_le",
        "internat",
        "accessible",
        "demonstration",
        "source",
        "chiffres",
    ]

    @extend_schema_field(ChiffreSerializer(many=True))
    def get_chiffres(self, offre: Any) -> Any:
        return ChiffreSerializer(offre.chiffres_montrables, many=True).data


class OffreDeFormationSerializer(_OffreSerializer):
    """La formation donnée par un établissement, par une voie."""

    etablissement = EtablissementCourtSerializer()

    class Meta:
        model = Offre
        fields = ["etablissement", *_OffreSerializer.champs]


class OffreDEtablissementSerializer(_OffreSerializer):
    """Une formation que l'établissement donne, par une voie."""

    formation = FormationCourteSerializer()

    class Meta:
        model = Offre
        fields = ["formation", *_OffreSerializer.champs]


class MetierPrepareSerializer(serializers.ModelSerializer):
    """Un métier préparé. `origine` : `portail`, `code`, ou `parent`, qui est incertain."""

    slug = serializers.SlugField(source="metier.slug")
    nom = serializers.CharField(source="metier.nom")

    class Meta:
        model = CertificationMetier
        fields = ["slug", "nom", "origine"]


class CertificationSerializer(serializers.ModelSerializer):
    """Le diplôme ou le titre préparé."""

    codes_rome = serializers.SerializerMethodField(
        help_text="Codes publiés, tels quels ; `grain` dit jusqu'où va chacun."
    )
    metiers = serializers.SerializerMethodField()

    class Meta:
        model = Certification
        fields = [
            "code_rncp",
            "code_diplome",
            "intitule",
            "type_diplome",
            "eligible_cpf",
            "active",
            "derniere_session",
            "accessible_scolaire",
            "accessible_apprentissage",
            "accessible_continue",
            "accessible_vae",
            "codes_rome",
            "metiers",
            "source",
            "version",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.DictField(child=serializers.CharField())))
    def get_codes_rome(self, certification: Certification) -> Any:
        return [{"code": c.code, "grain": c.grain, "source": c.source} for c in certification.codes_rome.all()]

    @extend_schema_field(MetierPrepareSerializer(many=True))
    def get_metiers(self, certification: Any) -> Any:
        return MetierPrepareSerializer(certification.liens_publies, many=True).data


class FormationSerializer(FormationCourteSerializer):
    """Une formation, son diplôme, ses offres."""

    certification = CertificationSerializer(allow_null=True)
    specialites = serializers.SerializerMethodField(help_text="Spécialités entre lesquelles choisir ensuite.")
    offres = serializers.SerializerMethodField()

    class Meta(FormationCourteSerializer.Meta):
        fields = [
            *FormationCourteSerializer.Meta.fields,
            "description",
            "certification",
            "specialites",
            "offres",
            "source",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_specialites(self, formation: Formation) -> list[str]:
        return [certification.intitule for certification in formation.specialites.all()]

    @extend_schema_field(OffreDeFormationSerializer(many=True))
    def get_offres(self, formation: Any) -> Any:
        return OffreDeFormationSerializer(formation.offres_ouvertes, many=True, context=self.context).data


class PortesOuvertesSerializer(serializers.ModelSerializer):
    """Une journée portes ouvertes à venir."""

    class Meta:
        model = JourneePortesOuvertes
        fields = ["debut", "fin", "precision", "demonstration"]


class EtablissementSerializer(EtablissementCourtSerializer):
    """Un établissement, ses offres, ses portes ouvertes."""

    portes_ouvertes = serializers.SerializerMethodField()
    offres = serializers.SerializerMethodField()

    class Meta(EtablissementCourtSerializer.Meta):
        fields = [
            *EtablissementCourtSerializer.Meta.fields,
            "siret",
            "adresse",
            "code_postal",
            "lieu_approche",
            "telephone",
            "courriel",
            "site",
            "internat",
            "accessible",
            "apprentissage",
            "lycee_des_metiers",
            "portes_ouvertes",
            "offres",
            "source",
            "version",
        ]

    @extend_schema_field(PortesOuvertesSerializer(many=True))
    def get_portes_ouvertes(self, etablissement: Any) -> Any:
        return PortesOuvertesSerializer(etablissement.journees_a_venir, many=True).data

    @extend_schema_field(OffreDEtablissementSerializer(many=True))
    def get_offres(self, etablissement: Any) -> Any:
        return OffreDEtablissementSerializer(etablissement.offres_ouvertes, many=True, context=self.context).data
