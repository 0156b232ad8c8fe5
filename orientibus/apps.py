from django.apps import AppConfig


class OrientibusConfig(AppConfig):
    name = "orientibus"
    verbose_name = "Orientibus"
