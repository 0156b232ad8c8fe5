from django.apps import AppConfig


class StagesConfig(AppConfig):
    name = "stages"
    verbose_name = "Stages"

    def ready(self) -> None:
        """Figures of the exchange for the dashboard."""
        from commun.indicateurs import inscrire
        from stages.services.indicateurs import INDICATEURS

        for indicateur in INDICATEURS:
            inscrire(indicateur)
