from rest_framework.routers import SimpleRouter

from territoires.api import lieux, views

routeur = SimpleRouter()
routeur.register("communes", views.CommuneViewSet, basename="commune")
routeur.register("departements", views.DepartementViewSet, basename="departement")
routeur.register("territoires", views.TerritoireViewSet, basename="territoire")
routeur.register("epci", views.EpciViewSet, basename="epci")
routeur.register("lieux", lieux.LieuViewSet, basename="lieu")

urlpatterns = routeur.urls
