"""Routes of the exchange in the public API."""

from rest_framework.routers import SimpleRouter

from stages.api import partenaires

routeur = SimpleRouter()
routeur.register("partenaires/offres", partenaires.OffreDePartenaireViewSet, basename="offre-partenaire")
from stages.api import views

routeur = SimpleRouter()
routeur.register("offres", views.OffreStageViewSet, basename="offre")

urlpatterns = routeur.urls
