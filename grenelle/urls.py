from django.urls import path

from grenelle.views import mesure, regle, tableau

app_name = "grenelle"
urlpatterns = [
    path("", tableau.accueil, name="accueil"),
    path("regle-des-etats/", regle.regle_des_etats, name="regle"),
    path("<slug:slug>/", tableau.plan, name="plan"),
    path("<slug:slug>/mesures/<str:numero>/", mesure.mesure, name="mesure"),
]
