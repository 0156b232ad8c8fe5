"""Trainings, establishments and offers as tables for a spreadsheet."""

from typing import Any

from django.db.models import QuerySet

from commun.administration import ChampExporte, RessourceExportee
from formations.models import Certification, Etablissement, Formation, Offre


class CertificationRessource(RessourceExportee):
    class Meta:
        model = Certification
        name = "Certifications"
        fields = [
            "code_rncp",
            "code_diplome",
            "code_certifinfo",
            "intitule",
            "type_diplome",
            "niveau",
            "active",
            "derniere_session",
            "eligible_cpf",
            "accessible_scolaire",
            "accessible_apprentissage",
            "accessible_continue",
            "accessible_vae",
            "certificateur",
            "source",
            "version",
        ]
        export_order = fields


class EtablissementRessource(RessourceExportee):
    commune = ChampExporte(attribute="commune__nom", column_name="commune")
    departement = ChampExporte(attribute="commune__departement__code", column_name="département")

    class Meta:
        model = Etablissement
        name = "Établissements"
        fields = [
            "uai",
            "siret",
            "nom",
            "type",
            "statut",
            "adresse",
            "code_postal",
            "commune",
            "departement",
            "latitude",
            "longitude",
            "lieu_approche",
            "telephone",
            "courriel",
            "site",
            "internat",
            "accessible",
            "apprentissage",
            "lycee_des_metiers",
            "education_prioritaire",
            "situation_qpv",
            "actif",
            "source",
        ]
        export_order = fields

    def filter_export(self, queryset: QuerySet[Etablissement], **kwargs: Any) -> QuerySet[Etablissement]:
        return queryset.select_related("commune__departement")


class FormationRessource(RessourceExportee):
    certification = ChampExporte(attribute="certification__intitule", column_name="certification")
    code_rncp = ChampExporte(attribute="certification__code_rncp", column_name="numéro RNCP")

    class Meta:
        model = Formation
        name = "Formations"
        fields = [
            "slug",
            "intitule",
            "nature",
            "certification",
            "code_rncp",
            "niveau",
            "niveau_entree",
            "duree_mois",
            "description",
            "active",
            "source",
        ]
        export_order = fields

    def filter_export(self, queryset: QuerySet[Formation], **kwargs: Any) -> QuerySet[Formation]:
        return queryset.select_related("certification")


class OffreRessource(RessourceExportee):
    formation = ChampExporte(attribute="formation__intitule", column_name="formation")
    etablissement = ChampExporte(attribute="etablissement__nom", column_name="établissement")
    uai = ChampExporte(attribute="etablissement__uai", column_name="UAI")
    commune = ChampExporte(attribute="etablissement__commune__nom", column_name="commune")

    class Meta:
        model = Offre
        name = "Offres"
        fields = [
            "formation",
            "etablissement",
            "uai",
            "commune",
            "voie",
            "rentree",
            "capacite",
            "places_restantes",
            "places_le",
            "internat",
            "accessible",
            "active",
            "demonstration",
            "reutilisable",
            "source",
        ]
        export_order = fields

    def filter_export(self, queryset: QuerySet[Offre], **kwargs: Any) -> QuerySet[Offre]:
        return queryset.select_related("formation", "etablissement__commune")
