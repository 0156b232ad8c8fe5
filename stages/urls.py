from django.urls import path, re_path

from stages.views import entreprise_publique, fiche, flux, profil, recherche, simulateur

app_name = "stages"
urlpatterns = [
    path("", recherche.recherche, name="recherche"),
    path("<int:pk>-<slug:slug>/", fiche.fiche, name="fiche"),
    path("flux.atom", flux.atom, name="atom"),
    path("flux.rss", flux.rss, name="rss"),
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
    path("profil/", profil.profil, name="profil"),
    path("profil/demandes/<int:pk>/", profil.demande, name="profil_demande"),
    re_path(r"^profil/(?P<geste>publier|retirer|effacer)/$", profil.profil_geste, name="profil_geste"),
    path("entreprises/<slug:slug>/", entreprise_publique.entreprise, name="entreprise"),
]
