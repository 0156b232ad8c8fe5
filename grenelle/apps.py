from django.apps import AppConfig


class GrenelleConfig(AppConfig):
    name = "grenelle"
    verbose_name = "Le plan"
