"""Routes of the bus in the API."""

from rest_framework.routers import SimpleRouter

from orientibus.api import demandes, etapes

routeur = SimpleRouter()
routeur.register("orientibus/etapes", etapes.EtapeViewSet, basename="orientibus-etape")
routeur.register("orientibus/chiffres", etapes.ChiffresViewSet, basename="orientibus-chiffres")
routeur.register("orientibus/demandes", demandes.DemandeViewSet, basename="demande-de-bus")
urlpatterns = routeur.urls
