from django.urls import path

from grenelle.views import bilan, mesure, regle, tableau

app_name = "grenelle"
urlpatterns = [
    path("", tableau.accueil, name="accueil"),
    path("regle-des-etats/", regle.regle_des_etats, name="regle"),
    path("<slug:slug>/", tableau.plan, name="plan"),
    path("<slug:slug>/mesures/<str:numero>/", mesure.mesure, name="mesure"),
    path("<slug:slug>/bilan/", bilan.bilans, name="bilans"),
    path("<slug:slug>/bilan/<int:annee>/", bilan.bilan, name="bilan"),
    path("<slug:slug>/bilan/<int:annee>/version-<int:version>/", bilan.version, name="bilan_version"),
    path(
        "<slug:slug>/bilan/<int:annee>/version-<int:version>/bilan.<slug:extension>",
        bilan.fichier,
        name="bilan_fichier",
    ),
    path("<slug:slug>/bilan/<int:annee>/brouillon/", bilan.brouillon, name="bilan_brouillon"),
    path(
        "<slug:slug>/bilan/<int:annee>/brouillon/bilan.<slug:extension>",
        bilan.fichier_du_brouillon,
        name="bilan_brouillon_fichier",
    ),
]
