from django.apps import AppConfig


class GrenelleConfig(AppConfig):
    name = "grenelle"
    verbose_name = "Le plan"

    def ready(self) -> None:
        from comptes.services.donnees_personnelles import exports
        from grenelle import ouverture
        from grenelle.services.donnees_personnelles import exporter
        from grenelle.services.saisie_import import JEU, jeu_releves
        from metiers.services.apercus import jeux_importables

        exports.inscrire("grenelle", exporter)
        ouverture.inscrire()
        jeux_importables.inscrire(JEU, jeu_releves)
