from django.urls import path

from stages.views import alertes, entreprise_publique, fiche, flux, mes_alertes, profil, recherche, simulateur

app_name = "stages"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("<int:pk>-<slug:slug>/", fiche.fiche, name="fiche"),
    path("flux.atom", flux.atom, name="atom"),
    path("flux.rss", flux.rss, name="rss"),
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
    path("profil/", profil.profil, name="profil"),
    path("profil/demandes/<int:pk>/", profil.demande, name="profil_demande"),
    path("profil/<str:geste>/", profil.profil_geste, name="profil_geste"),
    path("entreprises/<slug:slug>/", entreprise_publique.entreprise, name="entreprise"),
    path("alertes/", mes_alertes.liste, name="alertes"),
    path("alertes/nouvelle/", alertes.nouvelle, name="alerte_creer"),
    path("alertes/demandee/", alertes.demandee, name="alerte_demandee"),
    path("alertes/confirmer/<str:jeton>/", alertes.confirmer, name="alerte_confirmer"),
    path("alertes/desinscription/<str:jeton>/", alertes.desinscrire, name="alerte_desinscrire"),
    path("alertes/<int:pk>/", mes_alertes.alerte, name="alerte"),
    path("alertes/<int:pk>/agir/", mes_alertes.agir, name="alerte_agir"),
    path("alertes/<int:pk>/supprimer/", mes_alertes.supprimer, name="alerte_supprimer"),
    path("alertes/gerer/<str:jeton>/", mes_alertes.gerer, name="alertes_gerer"),
    path("alertes/gerer/<str:jeton>/<int:pk>/", mes_alertes.alerte_geree, name="alerte_geree"),
    path("alertes/gerer/<str:jeton>/<int:pk>/agir/", mes_alertes.agir_geree, name="alerte_geree_agir"),
    path("alertes/gerer/<str:jeton>/<int:pk>/supprimer/", mes_alertes.supprimer_geree, name="alerte_geree_supprimer"),
]
