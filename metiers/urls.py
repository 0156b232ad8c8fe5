from django.urls import path

from metiers.views import familles, fiche, potentiel, proches, recherche

app_name = "metiers"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("suggestions/", recherche.suggestions, name="suggestions"),
    path("familles/", familles.familles, name="familles"),
    path("potentiel/", potentiel.potentiel, name="potentiel"),
    path("pres-de-chez-moi/", proches.pres_de_chez_moi, name="pres_de_chez_moi"),
    path("<slug:slug>/", fiche.fiche, name="fiche"),
]
