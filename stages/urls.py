from django.urls import path

from stages.views import entreprise_publique, profil, simulateur

app_name = "stages"
urlpatterns = [
    path("simulateur-apprentissage/", simulateur.simulateur, name="simulateur"),
    path("profil/", profil.profil, name="profil"),
    path("profil/demandes/<int:pk>/", profil.demande, name="profil_demande"),
    path("profil/<str:geste>/", profil.profil_geste, name="profil_geste"),
    path("entreprises/<slug:slug>/", entreprise_publique.entreprise, name="entreprise"),
]
