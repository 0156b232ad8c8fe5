"""Every page of the portal: one heading, a title, a description, a canonical address, nothing inline."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from metiers.models import Metier
from territoires.models import Importation
from tests.portail.fabriques import MetierFactory

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/mentions-legales/", "/accessibilite/", "/donnees-personnelles/", "/plan-du-site/", "/donnees-ouvertes/",
]  # fmt: skip
SANS_FIN = {"meta", "link", "br", "hr", "img", "input", "path", "circle", "polygon", "rect", "use"}


class Lecteur(HTMLParser):
    """Open elements, duplicate ids, links inside the page, style and script attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.ouverts: list[str] = []
        self.fautes: list[str] = []
        self.ids: list[str] = []
        self.ancres: list[str] = []
        self.titres: list[int] = []

    def handle_starttag(self, tag, attrs):
        valeurs = dict(attrs)
        if tag not in SANS_FIN:
            self.ouverts.append(tag)
        if "id" in valeurs:
            self.ids.append(valeurs["id"])
        if (valeurs.get("href") or "").startswith("#"):
            self.ancres.append(valeurs["href"][1:])
        self.fautes += [f"{tag} {nom}" for nom in valeurs if nom == "style" or nom.startswith("on")]
        if tag == "script" and "src" not in valeurs and valeurs.get("type") != "application/ld+json":
            self.fautes.append("script inline")
        if tag == "style":
            self.fautes.append("style inline")
        if re.fullmatch(r"h[1-6]", tag):
            self.titres.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in SANS_FIN:
            self.ouverts.pop()

    def handle_endtag(self, tag):
        if not self.ouverts or self.ouverts.pop() != tag:
            self.fautes.append(f"</{tag}> de trop")


def lire(html: str) -> Lecteur:
    lecteur = Lecteur()
    lecteur.feed(html)
    return lecteur


@pytest.fixture
def _catalogue():
    MetierFactory.create_batch(8)


@pytest.mark.usefixtures("_catalogue")
@pytest.mark.parametrize("chemin", [*PAGES, "/page-inconnue/"])
def test_la_page_est_bien_formee(client, settings, chemin):
    html = client.get(chemin).content.decode()
    lecteur = lire(html)
    assert lecteur.fautes == [] and lecteur.ouverts == []
    assert len(lecteur.ids) == len(set(lecteur.ids))
    assert set(lecteur.ancres) <= set(lecteur.ids)
    assert lecteur.titres.count(1) == 1
    contenu = lire(re.search(r"<main.*</main>", html, re.S)[0]).titres
    assert contenu[0] == 1 and all(b - a <= 1 for a, b in zip(contenu, contenu[1:], strict=False))
    assert re.search(r"<title>[^<]{10,}</title>", html)
    assert 20 <= len(re.search(r'<meta name="description" content="([^"]*)"', html)[1]) <= 200
    assert f'<link rel="canonical" href="{settings.SITE_URL}{chemin}">' in html
    assert 'property="og:title"' in html and 'href="#contenu"' in html
    assert '<html lang="fr">' in html


@pytest.mark.usefixtures("_catalogue")
def test_les_titres_sont_tous_differents(client):
    titres = [re.search(r"<title>([^<]*)", client.get(chemin).content.decode())[1] for chemin in PAGES]
    assert len(set(titres)) == len(PAGES)


@pytest.mark.usefixtures("_catalogue")
@pytest.mark.parametrize("chemin", PAGES)
def test_aucun_lien_ne_mene_nulle_part(client, chemin):
    html = client.get(chemin).content.decode()
    liens = {lien.split("#")[0] for lien in re.findall(r'href="(/(?!static/)[^"]*)"', html)} - {""}
    assert liens
    reponses = {lien: client.get(lien.replace("&amp;", "&")).status_code for lien in liens}
    assert {lien: code for lien, code in reponses.items() if code not in (200, 302)} == {}


def test_aucune_page_ne_charge_un_autre_site(client):
    for chemin in PAGES:
        html = client.get(chemin).content.decode()
        charges = re.findall(r'<(?:script|img|iframe|source|use)[^>]+(?:src|href)="([^"]+)"', html)
        charges += re.findall(r'<link rel="(?:stylesheet|icon|manifest)"[^>]*href="([^"]+)"', html)
        assert charges and all(adresse.startswith("/") for adresse in charges)


# --- Content that the law asks for ---------------------------------------------------------------------
def test_la_declaration_d_accessibilite_dit_ce_que_la_loi_demande(client):
    html = client.get("/accessibilite/").content.decode()
    for attendu in (
        "Partiellement conforme",
        "RGAA 4.1",
        "Non-conformités",
        "Dérogations",
        "Défenseur des droits",
        "mailto:",
    ):
        assert attendu in html
    assert "Accessibilité : partiellement conforme" in client.get("/").content.decode()


def test_la_page_des_donnees_personnelles_dit_les_droits(client):
    html = client.get("/donnees-personnelles/").content.decode()
    for attendu in ("Combien de temps", "article 6.1.e", "CNIL", "moins de 15 ans", "effacement", "Aucun traceur"):
        assert attendu in html


def test_les_sources_portent_leur_licence_et_leur_dernier_import(client):
    Importation.objects.create(jeu="rome", version="60", etat="appliquee", debut=timezone.now(), fin=timezone.now())
    Importation.objects.create(jeu="rome", version="61", etat="apercu", debut=timezone.now(), fin=timezone.now())
    html = client.get("/donnees-ouvertes/").content.decode()
    assert "version 60, chargé le" in html and "version 61" not in html
    assert html.count("Licence Ouverte 2.0") >= 5


# --- Machines ----------------------------------------------------------------------------------------------
def test_le_plan_du_site_donne_les_fiches_publiees(client, settings):
    settings.SITE_URL = "https://portail.example"
    visible = MetierFactory()
    cachee = MetierFactory(etat=Metier.Etat.BROUILLON)
    xml = client.get("/sitemap.xml").content.decode()
    assert f"https://portail.example/metiers/{visible.slug}/" in xml
    assert cachee.slug not in xml
    robots = client.get("/robots.txt")
    assert robots.headers["Content-Type"].startswith("text/plain")
    assert "Sitemap: https://portail.example/sitemap.xml" in robots.content.decode()


def test_le_manifeste_est_lisible(client):
    reponse = client.get("/manifest.webmanifest")
    assert reponse.headers["Content-Type"] == "application/manifest+json"
    manifeste = json.loads(reponse.content)
    assert manifeste["start_url"] == "/" and manifeste["icons"][0]["src"].endswith(".svg")


# --- Errors -------------------------------------------------------------------------------------------------
def test_une_page_inconnue_propose_une_suite(client):
    reponse = client.get("/page-inconnue/")
    html = reponse.content.decode()
    assert reponse.status_code == 404
    assert 'action="/metiers/"' in html and "noindex" in html


def test_une_erreur_se_dit_sans_la_base(client, monkeypatch, django_assert_num_queries):
    def casser(request):
        raise RuntimeError("panne d'essai")

    monkeypatch.setattr("portail.views.accueil.points_de_la_carte", lambda: casser(None))
    client.raise_request_exception = False
    reponse = client.get("/")
    assert reponse.status_code == 500
    assert "Le portail a rencontré une erreur" in reponse.content.decode()

    from django.test import RequestFactory

    from portail.views.erreurs import erreur_du_service

    with django_assert_num_queries(0):
        page = erreur_du_service(RequestFactory().get("/"))
    assert page.status_code == 500 and lire(page.content.decode()).fautes == []


def test_les_erreurs_de_l_api_restent_des_problemes(client):
    reponse = client.get("/api/v1/inconnu/")
    assert reponse.status_code == 404
    assert reponse.headers["Content-Type"] == "application/problem+json"
    assert json.loads(reponse.content)["status"] == 404
