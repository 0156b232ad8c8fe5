from django.urls import path

from stages.views import fiche, flux, integration, recherche, simulateur

app_name = "stages"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("<int:pk>-<slug:slug>/", fiche.fiche, name="fiche"),
    path("flux.atom", flux.atom, name="atom"),
    path("flux.rss", flux.rss, name="rss"),
    path("integration/", integration.integration, name="integration"),
    path("partenaires/", integration.partenaires, name="partenaires"),
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
]
