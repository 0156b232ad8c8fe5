from django.urls import path

from formations.views import fiche, parcours, recherche

app_name = "formations"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("suggestions/", recherche.suggestions, name="suggestions"),
    path("parcours/", parcours.parcours, name="parcours"),
    path("parcours/metiers/", parcours.metiers, name="parcours_metiers"),
    path("<slug:slug>/", fiche.fiche, name="fiche"),
]
