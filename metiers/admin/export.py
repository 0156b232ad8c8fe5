"""Occupations as a table for a spreadsheet."""

from django.db.models import QuerySet

from commun.administration import ChampExporte, RessourceExportee
from metiers.models import Metier


class MetierRessource(RessourceExportee):
    """One row per occupation: identity, portal text, ROME's references, classification."""

    famille = ChampExporte(attribute="famille__libelle", column_name="famille")
    domaine = ChampExporte(attribute="domaine__libelle", column_name="domaine")
    niveaux = ChampExporte(column_name="niveaux d'accès")

    class Meta:
        model = Metier
        name = "Métiers"
        fields = [
            "slug",
            "etat",
            "nom",
            "nom_masculin",
            "nom_feminin",
            "code_rome",
            "version_rome",
            "famille",
            "domaine",
            "accroche",
            "journee",
            "plait",
            "difficile",
            "acces",
            "evolution",
            "couleur_regionale",
            "mots",
            "riasec_majeur",
            "riasec_mineur",
            "niveaux",
            "transition_ecologique",
            "transition_numerique",
            "transition_demographique",
            "reglemente",
            "cadre",
            "retire_le",
            "updated_at",
        ]
        export_order = fields

    def filter_export(self, queryset: QuerySet[Metier], **kwargs: object) -> QuerySet[Metier]:
        return queryset.select_related("famille", "domaine").prefetch_related("niveaux")

    def dehydrate_niveaux(self, metier: Metier) -> str:
        return " | ".join(niveau.get_niveau_display() for niveau in metier.niveaux.all())
