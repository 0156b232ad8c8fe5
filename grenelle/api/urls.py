from rest_framework.routers import SimpleRouter

from grenelle.api import views

routeur = SimpleRouter()
routeur.register("plans", views.PlanViewSet, basename="plan")
routeur.register("axes", views.AxeViewSet, basename="axe")
routeur.register("mesures", views.MesureViewSet, basename="mesure")
routeur.register("indicateurs", views.IndicateurViewSet, basename="indicateur")
routeur.register("releves", views.ReleveViewSet, basename="releve")

urlpatterns = routeur.urls
