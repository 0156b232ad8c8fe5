from django.apps import AppConfig


class CommunConfig(AppConfig):
    name = "commun"
    verbose_name = "Commun"

    def ready(self) -> None:
        from commun import parmi  # noqa: F401 - registers the look-up
