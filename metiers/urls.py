from django.urls import path

from metiers.views import (
    comparer,
    familles,
    fiche,
    interets,
    passerelles,
    potentiel,
    proches,
    recherche,
    resultat_interets,
    savoir_faire,
    themes,
)

app_name = "metiers"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("suggestions/", recherche.suggestions, name="suggestions"),
    path("familles/", familles.familles, name="familles"),
    path("mes-savoir-faire/", savoir_faire.savoir_faire, name="savoir_faire"),
    path("mes-savoir-faire/suggestions/", savoir_faire.suggestions, name="savoir_faire_suggestions"),
    path("comparer/", comparer.comparer, name="comparer"),
    path("comparer/choisir/", comparer.choisir, name="comparer_choisir"),
    path("potentiel/", potentiel.potentiel, name="potentiel"),
    path("pres-de-chez-moi/", proches.pres_de_chez_moi, name="pres_de_chez_moi"),
    path("interets/", interets.interets, name="interets"),
    path("interets/questions/<int:ecran>/", interets.questions, name="interets_questions"),
    path("interets/effacer/", interets.effacer, name="interets_effacer"),
    path("interets/resultat/", resultat_interets.resultat, name="interets_resultat"),
    path("themes/", themes.themes, name="themes"),
    path("themes/<slug:slug>/", themes.theme, name="theme"),
    path("<slug:slug>/", fiche.fiche, name="fiche"),
    path("<slug:slug>/passerelles/", passerelles.passerelles, name="passerelles"),
]
