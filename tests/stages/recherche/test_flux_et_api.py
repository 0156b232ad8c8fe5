"""Feeds, public API and open data: the visible offers, no person, clear refusals, conditional requests."""

import csv
import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stages.choices import EtatOffre, Section
from stages.services.offres import retirer
from tests.metiers.fabriques import MetierFactory
from tests.stages.fabriques import CandidatureFactory, OffreStageFactory, prochain_lundi
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/offres/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("flux", ["rss", "atom"])
def test_le_flux_donne_les_plus_recentes_de_la_recherche(client, flux):
    OffreStageFactory(section=Section.LONG, capacite=1, debut=timezone.localdate())
    ancienne = OffreStageFactory(titre="Ancienne \x0b & <vieille>", publiee_le=timezone.now() - timedelta(days=3))
    recente = OffreStageFactory(titre="Récente")
    reponse = client.get(f"/stages/flux.{flux}?section=observation&q=", HTTP_HOST="localhost")
    racine = ElementTree.fromstring(reponse.content)  # noqa: S314 - our own document
    if flux == "rss":
        entrees = racine.findall("./channel/item")
        titres = [e.findtext("title") for e in entrees]
        liens = [e.findtext("link") for e in entrees]
    else:
        entrees = racine.findall(f"{ATOM}entry")
        titres = [e.findtext(f"{ATOM}title") for e in entrees]
        liens = [e.find(f"{ATOM}link").get("href") for e in entrees]
        assert all(e.findtext(f"{ATOM}id").startswith("tag:") and e.findtext(f"{ATOM}updated") for e in entrees)
    assert titres == [recente.titre, "Ancienne   & <vieille>"]
    assert liens[1] == f"http://127.0.0.1:8000{ancienne.get_absolute_url()}"


def test_le_flux_repond_304_puis_voit_un_retrait(client):
    offre = OffreStageFactory()
    etiquette = client.get("/stages/flux.rss")["ETag"]
    assert client.get("/stages/flux.rss", HTTP_IF_NONE_MATCH=etiquette).status_code == 304
    retirer(offre=offre)
    reponse = client.get("/stages/flux.rss", HTTP_IF_NONE_MATCH=etiquette)
    assert reponse.status_code == 200 and "Last-Modified" not in reponse
    assert offre.titre not in reponse.content.decode()


def test_l_api_dit_l_offre_et_personne(client):
    offre = OffreStageFactory()
    CandidatureFactory(offre=offre, prenom="Zéphyrine")
    corps = client.get(API).json()
    assert corps["count"] == 1
    ligne = corps["results"][0]
    assert (ligne["id"], ligne["places_restantes"], ligne["niveaux"]) == (offre.pk, 2, ["college"])
    assert ligne["semaines"][0]["places"] == 2
    assert ligne["distance_km"] is None
    detail = client.get(f"{API}{offre.pk}/")
    assert detail.json()["description"] == offre.description
    assert "Zéphyrine" not in detail.content.decode()
    assert client.get(f"{API}{offre.pk}/", HTTP_IF_NONE_MATCH=detail["ETag"]).status_code == 304
    assert client.post(API).status_code == 405


def test_les_filtres_de_l_api(client):
    metier, commune = MetierFactory(), CommuneFactory()
    lundi = prochain_lundi(timezone.localdate(), 6)
    offre = OffreStageFactory(metiers=[metier], commune=commune, semaines=[(lundi, 4)])
    OffreStageFactory(publiee_le=timezone.now() - timedelta(days=30), commune=CommuneFactory(latitude=46.3))
    for filtre in (
        f"metier={metier.slug}",
        f"semaine_debut={lundi}&semaine_fin={lundi}",
        "depuis=5",
        "places=3",
        f"commune={commune.code_insee}&rayon=1&tri=distance",
    ):
        assert [r["id"] for r in client.get(f"{API}?{filtre}").json()["results"]] == [offre.pk], filtre
    assert client.get(f"{API}?commune={commune.code_insee}&rayon=100").json()["count"] == 2


@pytest.mark.parametrize(
    ("requete", "statut", "cle"),
    [
        ("section=stage", 400, "section"),
        ("niveau=x", 400, "niveau"),
        ("commune=4410", 400, "commune"),
        ("commune=99999", 404, None),
        ("rayon=101", 400, "rayon"),
        ("rayon=0", 400, "rayon"),
        ("metier=inconnu", 404, None),
        ("metier=a b", 400, "metier"),
        ("famille=", 400, "famille"),
        ("departement=99", 404, None),
        ("territoire=inconnu", 404, None),
        ("semaine_debut=2027-02-31", 400, "semaine_debut"),
        ("semaine_debut=0001-01-01", 400, "semaine_debut"),
        ("depuis=91", 400, "depuis"),
        ("places=²", 400, "places"),
        ("tri=x", 400, "tri"),
        ("q=" + "x" * 121, 400, "q"),
        ("q=%00", 400, None),
        ("page=99", 404, None),
        ("taille=1000", 400, "taille"),
    ],
)
def test_l_api_dit_ce_qu_elle_refuse(client, requete, statut, cle):
    reponse = client.get(f"{API}?{requete}")
    assert reponse.status_code == statut
    assert cle is None or cle in reponse.json()["erreurs"]


@pytest.mark.parametrize("etat", [EtatOffre.BROUILLON, EtatOffre.RETIREE, EtatOffre.COMPLETE])
def test_une_offre_qui_n_est_pas_visible_n_est_pas_dans_l_api(client, etat):
    offre = OffreStageFactory(etat=etat)
    assert client.get(f"{API}{offre.pk}/").status_code == 404
    assert client.get(f"{API}9999999999999999999/").status_code == 404


def _requetes(client, adresse):
    with CaptureQueriesContext(connection) as capture:
        assert client.get(adresse).status_code == 200
    return len(capture)


@pytest.mark.parametrize("adresse", [API, "/stages/flux.rss", "/donnees-ouvertes/offres-stage.csv"])
def test_listes_et_flux_coutent_autant_a_2_et_a_20(client, adresse):
    for _ in range(2):
        OffreStageFactory()
    deux = _requetes(client, adresse)
    for _ in range(18):
        OffreStageFactory()
    assert _requetes(client, adresse) == deux


def test_les_donnees_ouvertes_ne_donnent_que_le_visible(client):
    offre = OffreStageFactory()
    OffreStageFactory(etat=EtatOffre.RETIREE)
    contenu = b"".join(client.get("/donnees-ouvertes/offres-stage.csv")).decode("utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(contenu), delimiter=";" if ";" in contenu.splitlines()[0] else ","))
    assert [ligne["id"] for ligne in lignes] == [str(offre.pk)]
    assert lignes[0]["places_restantes"] == "2"


def test_les_autres_pages_montrent_les_offres(client):
    metier = MetierFactory()
    offre = OffreStageFactory(metiers=[metier], titre="Tourner le bois")
    vide = MetierFactory()
    assert "Tourner le bois" in client.get("/").content.decode()
    assert "Tourner le bois" in client.get(metier.get_absolute_url()).content.decode()
    assert "Aucune entreprise n'en propose" in client.get(vide.get_absolute_url()).content.decode()
    assert offre.get_absolute_url() in client.get("/sitemap.xml").content.decode()
    assert "/stages/" in client.get("/plan-du-site/").content.decode()
