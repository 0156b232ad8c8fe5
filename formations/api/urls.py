from rest_framework.routers import SimpleRouter

from formations.api import views

routeur = SimpleRouter()
routeur.register("formations", views.FormationViewSet, basename="formation")
routeur.register("etablissements", views.EtablissementViewSet, basename="etablissement")

urlpatterns = routeur.urls
