from django.apps import AppConfig


class StagesConfig(AppConfig):
    name = "stages"
    verbose_name = "Stages"

    def ready(self) -> None:
        from comptes.services.donnees_personnelles import exports
        from stages.services.mes_conventions import mes_conventions, mes_messages

        exports.inscrire("messages_de_stage", mes_messages)
        exports.inscrire("conventions_de_stage", mes_conventions)
