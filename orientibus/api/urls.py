"""Routes of the bus in the public API."""

from rest_framework.routers import SimpleRouter

from orientibus.api import etapes

routeur = SimpleRouter()
routeur.register("orientibus/etapes", etapes.EtapeViewSet, basename="orientibus-etape")
routeur.register("orientibus/chiffres", etapes.ChiffresViewSet, basename="orientibus-chiffres")
urlpatterns = routeur.urls
