from django.urls import path

from metiers.views import familles, fiche, recherche

app_name = "metiers"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("suggestions/", recherche.suggestions, name="suggestions"),
    path("familles/", familles.familles, name="familles"),
    path("<slug:slug>/", fiche.fiche, name="fiche"),
]
