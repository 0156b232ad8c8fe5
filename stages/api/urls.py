"""Routes of the exchange in the public API."""

from rest_framework.routers import SimpleRouter

from stages.api import partenaires, views

routeur = SimpleRouter()
routeur.register("offres", views.OffreStageViewSet, basename="offre")
routeur.register("partenaires/offres", partenaires.OffreDePartenaireViewSet, basename="offre-partenaire")

urlpatterns = routeur.urls
