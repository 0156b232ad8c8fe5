from django.apps import AppConfig


class MetiersConfig(AppConfig):
    name = "metiers"
    verbose_name = "Métiers"

    def ready(self) -> None:
        from metiers import ouverture

        ouverture.inscrire()
