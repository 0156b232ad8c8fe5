from django.apps import AppConfig


class StagesConfig(AppConfig):
    name = "stages"
    verbose_name = "Stages"

    def ready(self) -> None:
        """Keep the words of the search with the offers, and inscribe what other apps show of the exchange."""
        from django.db.models.signals import m2m_changed, post_save

        from commun.indicateurs import inscrire
        from metiers.services.registres import volets_de_fiche
        from stages import ouverture
        from stages.models import NiveauDOffre, OffreStage
        from stages.services.index_offres import suivre_metiers, suivre_niveau, suivre_offre
        from stages.services.indicateurs import INDICATEURS
        from stages.views.volet import volet_du_lieu, volet_stages
        from territoires.services.registres import volets_de_lieu

        post_save.connect(suivre_offre, OffreStage, dispatch_uid="stages.mots")
        post_save.connect(suivre_niveau, NiveauDOffre, dispatch_uid="stages.mots")
        m2m_changed.connect(suivre_metiers, OffreStage.metiers.through, dispatch_uid="stages.mots")
        volets_de_fiche.inscrire("stages", volet_stages)
        volets_de_lieu.inscrire("stages", volet_du_lieu)
        ouverture.inscrire()
        for indicateur in INDICATEURS:
            inscrire(indicateur)
        _inscrire_les_donnees_personnelles()


def _inscrire_les_donnees_personnelles() -> None:
    """What a person may take a copy of, and what must happen before an account goes."""
    from comptes.services.donnees_personnelles import effacements, exports
    from stages.services.conservation_candidatures import candidatures_de_la_personne, effacer_les_candidatures_de
    from stages.services.donnees_alertes import alertes_de_la_personne
    from stages.services.export_entreprises import exporter_profil_et_entreprises
    from stages.services.mes_conventions import mes_conventions, mes_messages

    exports.inscrire("entreprises_et_profil", exporter_profil_et_entreprises)
    exports.inscrire("alertes", alertes_de_la_personne)
    exports.inscrire("candidatures", candidatures_de_la_personne)
    exports.inscrire("messages_de_stage", mes_messages)
    exports.inscrire("conventions_de_stage", mes_conventions)
    effacements.inscrire("candidatures", effacer_les_candidatures_de)
