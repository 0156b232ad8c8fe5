from django.apps import AppConfig


class GrenelleConfig(AppConfig):
    name = "grenelle"
    verbose_name = "Le plan"

    def ready(self) -> None:
        from comptes.services.donnees_personnelles import exports
        from grenelle import ouverture
        from grenelle.services.donnees_personnelles import exporter

        exports.inscrire("grenelle", exporter)
        ouverture.inscrire()
