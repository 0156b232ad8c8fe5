from django.apps import AppConfig


class MetiersConfig(AppConfig):
    name = "metiers"
    verbose_name = "Métiers"

    def ready(self) -> None:
        from metiers import ouverture
        from metiers.services import jeux
        from metiers.services.apercus import jeux_importables

        jeux_importables.inscrire("rome", jeux.jeu_rome)
        jeux_importables.inscrire("emploi", jeux.jeu_emploi)
        jeux_importables.inscrire("lieux", jeux.jeu_lieux)
        ouverture.inscrire()
