"""What those who ask for the bus do."""

from django.urls import path
from django.urls.resolvers import URLPattern

from orientibus.views import demande, mes_demandes, reponses

demandes: list[URLPattern] = [
    path("demande/", demande.demande, name="demande"),
    path("priorite/", demande.priorite, name="priorite"),
    path("mes-demandes/", mes_demandes.mes_demandes, name="mes_demandes"),
    path("mes-demandes/<slug:reference>/", mes_demandes.ma_demande, name="ma_demande"),
    path("mes-demandes/<slug:reference>/modifier/", mes_demandes.modifier, name="modifier_demande"),
    path("mes-demandes/<slug:reference>/retirer/", mes_demandes.retirer, name="retirer_demande"),
    path("reponse/<str:jeton>/", reponses.repondre, name="repondre"),
    path("compte-rendu/<str:jeton>/", reponses.compte_rendu, name="compte_rendu"),
]
