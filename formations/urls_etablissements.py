from django.urls import path

from formations.views import places

app_name = "etablissements"
urlpatterns = [
    path("mes-places/", places.mes_places, name="mes_places"),  # before the address of an establishment
    path("<slug:slug>/places/", places.places, name="places"),
]
