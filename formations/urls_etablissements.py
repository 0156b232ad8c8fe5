from django.urls import path

from formations.views import etablissements, places

app_name = "etablissements"
urlpatterns = [
    path("", etablissements.liste, name="liste"),
    path("mes-places/", places.mes_places, name="mes_places"),  # before the address of an establishment
    path("<slug:slug>/", etablissements.fiche, name="fiche"),
    path("<slug:slug>/places/", places.places, name="places"),
    path("<slug:slug>/portes-ouvertes.ics", etablissements.portes_ouvertes, name="portes_ouvertes"),
]
