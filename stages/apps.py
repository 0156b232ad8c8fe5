from django.apps import AppConfig


class StagesConfig(AppConfig):
    name = "stages"
    verbose_name = "Stages"

    def ready(self) -> None:
        """Keep the words of the search with the offers, and inscribe what other apps show of the exchange."""
        from django.db.models.signals import m2m_changed, post_save

        from comptes.services.donnees_personnelles import effacements, exports
        from metiers.services.registres import volets_de_fiche
        from stages import ouverture
        from stages.models import OffreStage
        from stages.services.conservation_candidatures import candidatures_de_la_personne, effacer_les_candidatures_de
        from stages.services.donnees_alertes import alertes_de_la_personne
        from stages.services.export_entreprises import exporter_profil_et_entreprises
        from stages.services.index_offres import suivre_metiers, suivre_offre
        from stages.views.volet import volet_stages

        post_save.connect(suivre_offre, OffreStage, dispatch_uid="stages.mots")
        m2m_changed.connect(suivre_metiers, OffreStage.metiers.through, dispatch_uid="stages.mots")
        volets_de_fiche.inscrire("stages", volet_stages)
        ouverture.inscrire()
        exports.inscrire("entreprises_et_profil", exporter_profil_et_entreprises)
        exports.inscrire("alertes", alertes_de_la_personne)
        exports.inscrire("candidatures", candidatures_de_la_personne)
        effacements.inscrire("candidatures", effacer_les_candidatures_de)
