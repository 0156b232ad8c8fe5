from django.urls import path

from metiers.views import familles, fiche, interets, potentiel, proches, recherche, resultat_interets, themes

app_name = "metiers"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("suggestions/", recherche.suggestions, name="suggestions"),
    path("familles/", familles.familles, name="familles"),
    path("potentiel/", potentiel.potentiel, name="potentiel"),
    path("pres-de-chez-moi/", proches.pres_de_chez_moi, name="pres_de_chez_moi"),
    path("interets/", interets.interets, name="interets"),
    path("interets/questions/<int:ecran>/", interets.questions, name="interets_questions"),
    path("interets/effacer/", interets.effacer, name="interets_effacer"),
    path("interets/resultat/", resultat_interets.resultat, name="interets_resultat"),
    path("themes/", themes.themes, name="themes"),
    path("themes/<slug:slug>/", themes.theme, name="theme"),
    path("<slug:slug>/", fiche.fiche, name="fiche"),
]
