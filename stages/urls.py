from django.urls import path

from stages.views import alertes, mes_alertes, push, simulateur

app_name = "stages"
urlpatterns = [
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
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
    path("alertes/push/", push.abonner, name="push_abonner"),
]
