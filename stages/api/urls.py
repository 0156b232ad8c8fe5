"""Routes of the exchange in the public API."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from stages.api import partenaires, views

routeur = SimpleRouter()
routeur.register("offres", views.OffreStageViewSet, basename="offre")

_UNE = rf"^partenaires/offres/(?P<identifiant>{partenaires.IDENTIFIANT})/"
urlpatterns = [
    *routeur.urls,
    path("partenaires/offres/", partenaires.OffresPartenaireView.as_view(), name="partenaire-offres"),
    re_path(rf"{_UNE}$", partenaires.OffrePartenaireView.as_view(), name="partenaire-offre"),
    re_path(rf"{_UNE}clore/$", partenaires.CloreOffrePartenaireView.as_view(), name="partenaire-clore"),
]
