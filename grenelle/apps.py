from django.apps import AppConfig


class GrenelleConfig(AppConfig):
    name = "grenelle"
    verbose_name = "Le plan"

    def ready(self) -> None:
        from commun.indicateurs import inscrire
        from comptes.services.donnees_personnelles import effacements, exports
        from grenelle import ouverture
        from grenelle.services.donnees_personnelles import effacer, exporter
        from grenelle.services.indicateurs import INDICATEURS
        from grenelle.services.saisie_import import JEU, jeu_releves
        from metiers.services.apercus import jeux_importables

        exports.inscrire("grenelle", exporter)
        effacements.inscrire("grenelle", effacer)
        ouverture.inscrire()
        jeux_importables.inscrire(JEU, jeu_releves)
        for indicateur in INDICATEURS:
            inscrire(indicateur)
