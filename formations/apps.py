from django.apps import AppConfig


class FormationsConfig(AppConfig):
    name = "formations"
    verbose_name = "Formations"

    def ready(self) -> None:
        """Inscribe what the occupations app shows of trainings."""
        from formations.services.vers_metiers import formations_vers_metiers
        from metiers.services.registres import formations_vers

        formations_vers.inscrire("formations", formations_vers_metiers)
