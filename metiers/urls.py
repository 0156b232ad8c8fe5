from django.urls import path

from metiers.views import recherche

app_name = "metiers"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("<slug:slug>/", recherche.recherche, name="fiche"),
]
