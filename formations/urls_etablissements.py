from django.urls import path

from formations.views import etablissements

app_name = "etablissements"
urlpatterns = [
    path("", etablissements.liste, name="liste"),
    path("<slug:slug>/", etablissements.fiche, name="fiche"),
    path("<slug:slug>/portes-ouvertes.ics", etablissements.portes_ouvertes, name="portes_ouvertes"),
]
