from django.urls import path

from portail.views import accueil, sante

app_name = "portail"
urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("sante/", sante.sante, name="sante"),
]
