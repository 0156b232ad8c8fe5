from django.urls import path

from territoires.views import chez_moi, lieux, pages

app_name = "territoires"
urlpatterns = [
    path("", pages.accueil, name="accueil"),
    path("chez-moi/", chez_moi.chez_moi, name="chez_moi"),
    path("chez-moi/position/", chez_moi.position, name="position"),
    path("contacts/", pages.contacts, name="contacts"),
    path("lieux/", lieux.lieux, name="lieux"),
    path("lieux/<slug:slug>/", lieux.lieu, name="lieu"),
    path("communes/<slug:slug>/", pages.commune, name="commune"),
    path("<slug:slug>/", pages.departement, name="departement"),
    path("<slug:slug>/<slug:code>/", pages.territoire, name="territoire"),
]
