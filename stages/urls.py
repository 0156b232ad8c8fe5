from django.urls import path

from stages.views import fiche, recherche, simulateur

app_name = "stages"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("<int:pk>-<slug:slug>/", fiche.fiche, name="fiche"),
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
]
