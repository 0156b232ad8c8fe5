from django.apps import AppConfig


class OrientibusConfig(AppConfig):
    name = "orientibus"
    verbose_name = "Orientibus"

    def ready(self) -> None:
        """Inscribe what others show of the bus, its figures, and what an account takes away or leaves."""
        from commun.indicateurs import inscrire
        from comptes.services.donnees_personnelles import effacements, exports
        from metiers.services.registres import volets_de_fiche
        from orientibus import ouverture
        from orientibus.services.donnees_personnelles import demandes_de_la_personne, effacer_les_demandes_de
        from orientibus.services.indicateurs import INDICATEURS
        from orientibus.views.volets import volet_du_lieu, volet_orientibus
        from territoires.services.registres import volets_de_lieu

        volets_de_fiche.inscrire("orientibus", volet_orientibus)
        volets_de_lieu.inscrire("orientibus", volet_du_lieu)
        ouverture.inscrire()
        for indicateur in INDICATEURS:
            inscrire(indicateur)
        exports.inscrire("demandes_de_bus", demandes_de_la_personne)
        effacements.inscrire("demandes_de_bus", effacer_les_demandes_de)
