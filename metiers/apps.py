from django.apps import AppConfig


class MetiersConfig(AppConfig):
    name = "metiers"
    verbose_name = "Métiers"

    def ready(self) -> None:
        from django.core.signals import request_finished

        from commun.indicateurs import inscrire
        from metiers import ouverture
        from metiers.services import jeux
        from metiers.services.apercus import jeux_importables
        from metiers.services.frequentation import INDICATEURS, a_la_fin_de_la_requete

        jeux_importables.inscrire("rome", jeux.jeu_rome)
        jeux_importables.inscrire("emploi", jeux.jeu_emploi)
        jeux_importables.inscrire("lieux", jeux.jeu_lieux)
        ouverture.inscrire()
        request_finished.connect(a_la_fin_de_la_requete, dispatch_uid="metiers.frequentation")
        for indicateur in INDICATEURS:
            inscrire(indicateur)
