"""The company space, under ``/entreprise/``."""

from django.urls import URLPattern, path

from stages.views import entreprise, inscription, profils

app_name = "entreprise"
urlpatterns: list[URLPattern] = [
    path("", entreprise.accueil, name="accueil"),
    path("choisir/", entreprise.choisir, name="choisir"),
    path("inscription/", inscription.inscription, name="inscription"),
    path("equipe/", entreprise.equipe, name="equipe"),
    path("equipe/<int:pk>/", entreprise.membre, name="membre"),
    path("engagements/", entreprise.engagements, name="engagements"),
    path("engagements/charte/", entreprise.charte, name="charte"),
    path("engagements/<int:pk>/renouveler/", entreprise.engagement_renouveler, name="engagement_renouveler"),
    path("ouvertures/", entreprise.ouvertures, name="ouvertures"),
    path("ouvertures/<int:pk>/", entreprise.ouverture, name="ouverture"),
    path("profils/", profils.profils, name="profils"),
    path("profils/<int:pk>/", profils.profil, name="profil"),
]
