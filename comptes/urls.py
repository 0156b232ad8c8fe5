from django.urls import path

from comptes.views import compte

app_name = "comptes"
urlpatterns = [
    path("", compte.compte, name="compte"),
    path("mes-donnees/", compte.export, name="export"),
    path("effacer/", compte.effacement, name="effacement"),
]
