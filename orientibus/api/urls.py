"""Routes of the bus in the public API."""

from rest_framework.routers import SimpleRouter

from orientibus.api import demandes

routeur = SimpleRouter()
routeur.register("orientibus/demandes", demandes.DemandeViewSet, basename="demande-de-bus")
urlpatterns = routeur.urls
