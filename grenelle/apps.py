from django.apps import AppConfig


class GrenelleConfig(AppConfig):
    name = "grenelle"
    verbose_name = "Le plan"

    def ready(self) -> None:
        from commun.indicateurs import inscrire
        from comptes.services.donnees_personnelles import effacements, exports
        from grenelle import ouverture
        from grenelle.services.donnees_personnelles import effacer, exporter
        from grenelle.services.indicateurs import INDICATEURS

        exports.inscrire("grenelle", exporter)
        effacements.inscrire("grenelle", effacer)
        ouverture.inscrire()
        for indicateur in INDICATEURS:
            inscrire(indicateur)
