from rest_framework.routers import SimpleRouter

from metiers.api import correspondances, views
from metiers.api.passerelles import SavoirFaireViewSet

routeur = SimpleRouter()
routeur.register("metiers", views.MetierViewSet, basename="metier")
routeur.register("savoir-faire", SavoirFaireViewSet, basename="savoir-faire")
routeur.register("familles", views.FamilleViewSet, basename="famille")
routeur.register("interets", views.InteretViewSet, basename="interet")
routeur.register("interets/correspondances", correspondances.CorrespondanceViewSet, basename="correspondance")
routeur.register("themes", views.ThemeViewSet, basename="theme")
routeur.register("secteurs", views.SecteurViewSet, basename="secteur")

urlpatterns = routeur.urls
