"""The company space, under ``/entreprise/``."""

from django.urls import path

from stages.views import edition, offres

app_name = "entreprise"
urlpatterns = [
    path("offres/", offres.liste, name="offres"),
    path("offres/nouvelle/", edition.nouvelle, name="offre_creer"),
    path("offres/etablissements/", offres.etablissements, name="offre_etablissements"),
    path("offres/partages/<int:pk>/", offres.repondre_au_partage, name="offre_partage"),
    path("offres/<int:pk>/", offres.fiche, name="offre"),
    path("offres/<int:pk>/modifier/", edition.modifier, name="offre_modifier"),
    path("offres/<int:pk>/apercu/", offres.apercu, name="offre_apercu"),
    path("offres/<int:pk>/inviter/", offres.inviter, name="offre_inviter"),
    path("offres/<int:pk>/<slug:action>/", offres.agir, name="offre_action"),
]
