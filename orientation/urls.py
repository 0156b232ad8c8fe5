"""Addresses of the site. The API is assembled in :mod:`orientation.api_urls`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("orientation.api_urls")),
    path("compte/", include("comptes.urls")),
    path("compte/", include("allauth.account.urls")),
    path("territoires/", include("territoires.urls")),
    path("metiers/", include("metiers.urls")),
    path("formations/", include("formations.urls")),
    path("stages/", include("stages.urls")),
    path("entreprise/", include("stages.urls_entreprise")),
    path("etablissements/", include("formations.urls_etablissements")),
    path("grenelle/", include("grenelle.urls")),
    path("orientibus/", include("orientibus.urls")),
    path("", include("portail.urls")),
]

handler400 = "portail.views.erreurs.requete_incorrecte"
handler403 = "portail.views.erreurs.acces_refuse"
handler404 = "portail.views.erreurs.introuvable"
handler500 = "portail.views.erreurs.erreur_du_service"
