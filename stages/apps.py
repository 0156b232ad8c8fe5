from django.apps import AppConfig


class StagesConfig(AppConfig):
    name = "stages"
    verbose_name = "Stages"

    def ready(self) -> None:
        from comptes.services.donnees_personnelles import exports
        from stages.services.export_entreprises import exporter_profil_et_entreprises

        exports.inscrire("entreprises_et_profil", exporter_profil_et_entreprises)
