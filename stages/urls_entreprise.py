"""The company space, under ``/entreprise/``."""

from django.urls import URLPattern, path

from stages.views import candidatures_recues, entreprise, inscription, profils

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
    path("candidatures/", candidatures_recues.candidatures, name="candidatures"),
    path("candidatures/<int:pk>/", candidatures_recues.candidature, name="candidature"),
    path("candidatures/<int:pk>/accepter/", candidatures_recues.accepter_candidature, name="candidature_accepter"),
    path("candidatures/<int:pk>/refuser/", candidatures_recues.refuser_candidature, name="candidature_refuser"),
    path("candidatures/<int:pk>/cv/", candidatures_recues.cv, name="candidature_cv"),
]
