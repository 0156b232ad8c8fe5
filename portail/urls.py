from django.contrib.sitemaps.views import sitemap
from django.urls import path

from portail.plans import PLANS
from portail.views import accueil, moteurs, ouverture, pages, sante

app_name = "portail"
urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("sante/", sante.sante, name="sante"),
    path("mentions-legales/", pages.mentions_legales, name="mentions_legales"),
    path("accessibilite/", pages.accessibilite, name="accessibilite"),
    path("donnees-personnelles/", pages.donnees_personnelles, name="donnees_personnelles"),
    path("plan-du-site/", pages.plan_du_site, name="plan_du_site"),
    path("donnees-ouvertes/", ouverture.donnees_ouvertes, name="donnees_ouvertes"),
    path("donnees-ouvertes/datapackage.json", ouverture.paquet, name="paquet"),
    path("donnees-ouvertes/<slug:code>.<slug:forme>", ouverture.fichier, name="jeu_ouvert"),
    path("manifest.webmanifest", moteurs.manifeste, name="manifeste"),
    path("sw.js", moteurs.ouvrier, name="ouvrier"),
    path("hors-ligne/", moteurs.hors_ligne, name="hors_ligne"),
    path("robots.txt", moteurs.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": PLANS}, name="plan_xml"),
]
