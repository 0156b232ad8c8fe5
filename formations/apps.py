from django.apps import AppConfig


class FormationsConfig(AppConfig):
    name = "formations"
    verbose_name = "Formations"

    def ready(self) -> None:
        """Inscribe what the occupations app shows of trainings, and the links that a new ROME changes."""
        from formations import ouverture
        from formations.services import jeux
        from formations.services.liens import relier_certifications
        from formations.services.vers_metiers import formations_vers_metiers
        from formations.views.volet import volet_formations
        from metiers.services.apercus import jeux_importables
        from metiers.services.registres import apres_import_rome, formations_vers, volets_de_fiche

        formations_vers.inscrire("formations", formations_vers_metiers)
        volets_de_fiche.inscrire("formations", volet_formations)
        apres_import_rome.inscrire("formations", relier_certifications)
        jeux_importables.inscrire("education", jeux.jeu_education)
        jeux_importables.inscrire("formations", jeux.jeu_formations)
        ouverture.inscrire()
