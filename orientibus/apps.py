from django.apps import AppConfig


class OrientibusConfig(AppConfig):
    name = "orientibus"
    verbose_name = "Orientibus"

    def ready(self) -> None:
        """Inscribe what other apps show of the bus."""
        from metiers.services.registres import volets_de_fiche
        from orientibus import ouverture
        from orientibus.views.volets import volet_du_lieu, volet_orientibus
        from territoires.services.registres import volets_de_lieu

        volets_de_fiche.inscrire("orientibus", volet_orientibus)
        volets_de_lieu.inscrire("orientibus", volet_du_lieu)
        ouverture.inscrire()
