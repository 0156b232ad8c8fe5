from django.apps import AppConfig


class StagesConfig(AppConfig):
    name = "stages"
    verbose_name = "Stages"

    def ready(self) -> None:
        """Inscribe what other apps show of the exchange."""
        from comptes.services.donnees_personnelles import exports
        from stages.services.donnees_alertes import alertes_de_la_personne

        exports.inscrire("alertes", alertes_de_la_personne)
