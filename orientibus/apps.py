from django.apps import AppConfig


class OrientibusConfig(AppConfig):
    name = "orientibus"
    verbose_name = "Orientibus"

    def ready(self) -> None:
        """Inscribe the figures of the dashboard, the copy of one's data, and what an erased account leaves."""
        from commun.indicateurs import inscrire
        from comptes.services.donnees_personnelles import effacements, exports
        from orientibus.services.donnees_personnelles import demandes_de_la_personne, effacer_les_demandes_de
        from orientibus.services.indicateurs import INDICATEURS

        for indicateur in INDICATEURS:
            inscrire(indicateur)
        exports.inscrire("demandes_de_bus", demandes_de_la_personne)
        effacements.inscrire("demandes_de_bus", effacer_les_demandes_de)
