from django.urls import path

from grenelle.views import bilan, contributions, flux, gestes, mesure, par_lieu, proposer, regle, tableau

app_name = "grenelle"
urlpatterns = [
    path("", tableau.accueil, name="accueil"),
    path("regle-des-etats/", regle.regle_des_etats, name="regle"),
    path("mes-contributions/", proposer.mes_contributions, name="mes_contributions"),
    path("mes-contributions/<int:pk>/modifier/", proposer.modifier, name="modifier_contribution"),
    path("mes-contributions/<int:pk>/retirer/", proposer.retirer, name="retirer_contribution"),
    path("<slug:slug>/", tableau.plan, name="plan"),
    path("<slug:slug>/flux.atom", flux.atom, name="flux"),
    path("<slug:slug>/contributions/", contributions.liste, name="contributions"),
    path("<slug:slug>/contributions/proposer/", proposer.proposer, name="proposer"),
    path("<slug:slug>/contributions/<int:pk>/", contributions.contribution, name="contribution"),
    path("<slug:slug>/contributions/<int:pk>/voter/", gestes.voter, name="voter"),
    path("<slug:slug>/contributions/<int:pk>/commenter/", gestes.commenter, name="commenter"),
    path("<slug:slug>/contributions/<int:pk>/signaler/", gestes.signaler, name="signaler_contribution"),
    path("<slug:slug>/mesures/<str:numero>/", mesure.mesure, name="mesure"),
    path("<slug:slug>/mesures/<str:numero>/territoires/", par_lieu.par_territoire, name="par_territoire"),
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
