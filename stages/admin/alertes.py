"""Alerts, what they watch and what was sent: read here, changed by their owner only. Addresses are masked."""

from urllib.parse import urlsplit

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from commun.administration import LectureSeule
from stages.models import AbonnementPush, Alerte, CleAlerte, EvenementOffre, Livraison


def masquer(adresse: str) -> str:
    """Enough to tell two addresses apart on the phone, not enough to write to one."""
    nom, _, hote = adresse.partition("@")
    return f"{nom[:1]}…@{hote[:1]}…" if hote else ""


@admin.register(Alerte)
class AlerteAdmin(LectureSeule, ModelAdmin):
    list_display = ["pk", "personne", "section", "niveau", "lieu", "frequence", "etat", "mineur", "derniere_visite"]
    list_filter = ["frequence", "section", "niveau", "mineur", "par_courriel", "par_push"]
    list_select_related = ["commune", "departement", "territoire", "utilisateur"]
    fields = [
        "personne", "etat", "section", "niveau", "mots", "semaine_debut", "semaine_fin", "metiers", "familles", "lieu",
        "frequence", "par_courriel", "par_push", "mineur", "calme_debut", "calme_fin", "en_pause_jusqu_au",
        "confirmee_le", "desinscrite_le", "derniere_visite", "prevenue_le", "created_at",
    ]  # fmt: skip
    show_full_result_count = False

    @admin.display(description="personne")
    def personne(self, alerte: Alerte) -> str:
        return f"compte {alerte.utilisateur_id}" if alerte.utilisateur_id else masquer(alerte.courriel)

    @admin.display(description="lieu")
    def lieu(self, alerte: Alerte) -> str:
        if alerte.commune is not None:
            return f"{alerte.commune.nom}, {alerte.rayon_km} km"
        return str(alerte.territoire or alerte.departement or "toute la région")

    @admin.display(description="état")
    def etat(self, alerte: Alerte) -> str:
        if alerte.desinscrite_le is not None:
            return "arrêtée"
        return "vivante" if alerte.confirmee_le is not None else "à confirmer"


@admin.register(CleAlerte)
class CleAlerteAdmin(LectureSeule, ModelAdmin):
    list_display = ["pk", "cle", "alerte_id", "sections", "niveaux", "urgence", "avec_mots"]
    show_full_result_count = False


@admin.register(EvenementOffre)
class EvenementOffreAdmin(LectureSeule, ModelAdmin):
    list_display = ["offre", "created_at", "traite_le"]
    list_filter = [("traite_le", admin.EmptyFieldListFilter)]
    list_select_related = ["offre"]
    date_hierarchy = "created_at"


@admin.register(Livraison)
class LivraisonAdmin(LectureSeule, ModelAdmin):
    """What was owed and what became of it. Who it is for is said by the alert's number only."""

    list_display = ["pk", "offre", "alerte_id", "canal", "etat", "pas_avant", "essais", "envoye_le", "erreur"]
    list_filter = ["canal", "etat"]
    list_select_related = ["offre"]
    fields = ["offre", "alerte_id", "canal", "etat", "pas_avant", "essais", "bail_jusqu_a", "envoye_le", "erreur"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Livraison]:
        return super().get_queryset(request).defer("destinataire")


@admin.register(AbonnementPush)
class AbonnementPushAdmin(LectureSeule, ModelAdmin):
    """Browsers that accept notifications: which service, how it goes; never the address that lets anyone write."""

    list_display = ["pk", "service", "personne", "echecs", "pas_avant", "created_at"]
    list_filter = ["echecs"]
    fields = ["service", "personne", "echecs", "pas_avant", "created_at"]
    show_full_result_count = False

    @admin.display(description="service")
    def service(self, abonnement: AbonnementPush) -> str:
        return urlsplit(abonnement.adresse).hostname or ""

    @admin.display(description="personne")
    def personne(self, abonnement: AbonnementPush) -> str:
        return f"compte {abonnement.utilisateur_id}" if abonnement.utilisateur_id else f"alerte {abonnement.alerte_id}"
