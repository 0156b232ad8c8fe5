"""Trainings and establishments in the API: filters on the same offers, clear refusals, bounded queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from formations.api.exemples import ETABLISSEMENT, FORMATION
from formations.choices import OrigineLien, TypeEtablissement, Voie
from metiers.services.memoire import oublier
from tests.formations.fabriques import (
    CertificationMetierFactory,
    ChiffreFormationFactory,
    CodePublieFactory,
    EtablissementFactory,
    JourneePortesOuvertesFactory,
    OffreFactory,
)
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory, DepartementFactory

pytestmark = pytest.mark.django_db
FORMATIONS, ETABLISSEMENTS = "/api/v1/formations/", "/api/v1/etablissements/"


@pytest.fixture(autouse=True)
def _frais():
    oublier()


@pytest.fixture
def nantes():
    return CommuneFactory(code_insee="49007", nom="Nantes", latitude=47.2, longitude=-1.5)


@pytest.fixture
def laval():
    return CommuneFactory(code_insee="53130", latitude=48.0, longitude=-0.7, departement=DepartementFactory(code="53"))


def slugs(client, adresse):
    oublier()
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.json()
    return [objet["slug"] for objet in reponse.json()["results"]]


def test_la_liste_a_la_forme_documentee(client, nantes):
    offre = OffreFactory(etablissement__commune=nantes)
    reponse = client.get(f"{FORMATIONS}?commune=49007").json()
    assert reponse["count"] == 1
    assert set(reponse["results"][0]) == set(FORMATION)
    assert reponse["results"][0]["plus_proche_km"] == 0
    assert reponse["results"][0]["page"].endswith(f"/formations/{offre.formation.slug}/")
    etablissements = client.get(f"{ETABLISSEMENTS}?commune=49007").json()["results"]
    assert set(etablissements[0]) == set(ETABLISSEMENT)
    assert etablissements[0]["offres"] == 1


def test_les_criteres_valent_pour_la_meme_offre(client, nantes, laval):
    """Given at Nantes by apprenticeship and at Laval at school: not at Laval by apprenticeship."""
    ici = OffreFactory(etablissement__commune=nantes, voie=Voie.APPRENTISSAGE)
    OffreFactory(formation=ici.formation, etablissement__commune=laval, voie=Voie.SCOLAIRE)
    assert slugs(client, f"{FORMATIONS}?departement=53&voie=scolaire") == [ici.formation.slug]
    assert slugs(client, f"{FORMATIONS}?departement=53&voie=apprentissage") == []
    assert slugs(client, f"{FORMATIONS}?commune=49007&rayon=10&voie=scolaire") == []
    assert slugs(client, f"{ETABLISSEMENTS}?departement=53&voie=apprentissage") == []


def test_chaque_filtre_filtre(client, nantes):
    metier = MetierFactory()
    offre = OffreFactory(avec_places=True, etablissement__commune=nantes, formation__niveau=5)
    CertificationMetierFactory(certification=offre.formation.certification, metier=metier, origine=OrigineLien.PORTAIL)
    OffreFactory(formation__niveau=3)
    attendu = [offre.formation.slug]
    for filtre in ("niveau=5", f"metier={metier.slug}", "places_restantes=oui", f"q={offre.formation.intitule}"):
        assert attendu[0] in slugs(client, f"{FORMATIONS}?{filtre}"), filtre
    for filtre in ("niveau=5", f"metier={metier.slug}", "places_restantes=oui"):
        assert slugs(client, f"{FORMATIONS}?{filtre}") == attendu, filtre
        assert slugs(client, f"{ETABLISSEMENTS}?{filtre}") == [offre.etablissement.slug], filtre


def test_un_etablissement_par_son_nom_et_son_type(client):
    mfr = OffreFactory(etablissement__nom="MFR du Bocage", etablissement__type=TypeEtablissement.MFR).etablissement
    OffreFactory()
    assert slugs(client, f"{ETABLISSEMENTS}?q=bocage") == [mfr.slug]
    assert slugs(client, f"{ETABLISSEMENTS}?type=mfr") == [mfr.slug]


def test_les_plus_proches_d_abord(client, nantes):
    loin = OffreFactory(etablissement__commune=CommuneFactory(latitude=47.4, longitude=-1.5))
    pres = OffreFactory(etablissement__commune=CommuneFactory(latitude=47.25, longitude=-1.5))
    assert slugs(client, f"{FORMATIONS}?commune=49007&rayon=60") == [pres.formation.slug, loin.formation.slug]
    assert slugs(client, f"{ETABLISSEMENTS}?commune=49007&rayon=60") == [
        pres.etablissement.slug,
        loin.etablissement.slug,
    ]


def test_les_places_changent_la_reponse_et_son_empreinte(client):
    offre = OffreFactory(places_restantes=4, places_le=timezone.now())
    adresse = f"{FORMATIONS}{offre.formation.slug}/"
    premiere = client.get(adresse)
    assert client.get(adresse, HTTP_IF_NONE_MATCH=premiere["ETag"]).status_code == 304
    offre.places_restantes = 3
    offre.save()
    seconde = client.get(adresse, HTTP_IF_NONE_MATCH=premiere["ETag"])
    assert seconde.status_code == 200
    assert seconde.json()["offres"][0]["places_restantes"] == 3


def test_le_detail_dit_l_origine_des_liens_et_le_grain_des_codes(client):
    offre = OffreFactory()
    certification = offre.formation.certification
    CertificationMetierFactory(certification=certification, origine=OrigineLien.PARENT)
    CertificationMetierFactory(certification=certification, metier=MetierFactory(brouillon=True))
    CodePublieFactory(certification=certification, code="F1500")
    ChiffreFormationFactory(offre=offre, reutilisable=False)
    detail = client.get(f"{FORMATIONS}{offre.formation.slug}/").json()
    assert [m["origine"] for m in detail["certification"]["metiers"]] == ["parent"]
    assert detail["certification"]["codes_rome"][0]["grain"] == "domaine"
    assert detail["offres"][0]["chiffres"] == []
    assert detail["offres"][0]["places_restantes"] is None


def test_le_detail_d_un_etablissement(client):
    journee = JourneePortesOuvertesFactory()
    OffreFactory(etablissement=journee.etablissement)
    OffreFactory(etablissement=journee.etablissement, active=False)
    detail = client.get(f"{ETABLISSEMENTS}{journee.etablissement.slug}/").json()
    assert len(detail["portes_ouvertes"]) == len(detail["offres"]) == 1


@pytest.mark.parametrize(
    ("requete", "statut", "cle"),
    [
        ("niveau=9", 400, "niveau"),
        ("voie=avion", 400, "voie"),
        ("places_restantes=non", 400, "places_restantes"),
        ("commune=4410", 400, "commune"),
        ("commune=49999", 404, None),
        ("commune=49007&rayon=0", 400, "rayon"),
        ("commune=49007&rayon=1e3", 400, "rayon"),
        ("departement=Sarthe", 400, "departement"),
        ("metier=rien", 404, None),
        ("q=" + "x" * 121, 400, "q"),
        ("taille=1000", 400, "taille"),
        ("page=99", 404, None),
        ("q=%00", 400, None),
        ("commune=", 400, "commune"),
    ],
)
@pytest.mark.parametrize("adresse", [FORMATIONS, ETABLISSEMENTS])
def test_une_valeur_qui_ne_veut_rien_dire_est_refusee(client, nantes, adresse, requete, statut, cle):
    OffreFactory()
    reponse = client.get(f"{adresse}?{requete}")
    assert reponse.status_code == statut, reponse.content
    assert reponse["Content-Type"].startswith("application/problem+json")
    if cle:
        assert cle in reponse.json()["erreurs"]


@pytest.mark.parametrize("adresse", [FORMATIONS, ETABLISSEMENTS])
def test_une_adresse_inconnue_est_un_404(client, adresse):
    assert client.get(f"{adresse}rien/").status_code == 404


def test_ce_qui_est_ferme_n_est_pas_montre(client):
    ferme = EtablissementFactory(actif=False)
    offre = OffreFactory(etablissement=ferme, formation__active=False)
    assert client.get(f"{ETABLISSEMENTS}{ferme.slug}/").status_code == 404
    assert client.get(f"{FORMATIONS}{offre.formation.slug}/").status_code == 404


@pytest.mark.parametrize("adresse", [FORMATIONS, ETABLISSEMENTS])
def test_autant_de_requetes_pour_deux_que_pour_vingt(client, nantes, adresse):
    couts = []
    for nombre in (2, 18):
        for _ in range(nombre):
            OffreFactory(etablissement__commune=nantes)
        oublier()
        client.get(f"{adresse}?commune=49007")  # builds what is kept in memory
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(f"{adresse}?commune=49007").status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_autant_de_requetes_pour_le_detail(client):
    couts = []
    offre = OffreFactory()
    for nombre in (1, 18):
        for _ in range(nombre):
            autre = OffreFactory(formation=offre.formation)
            OffreFactory(etablissement=offre.etablissement)
            ChiffreFormationFactory(offre=autre)
            CertificationMetierFactory(certification=offre.formation.certification)
        with CaptureQueriesContext(connection) as requetes:
            client.get(f"{FORMATIONS}{offre.formation.slug}/")
            client.get(f"{ETABLISSEMENTS}{offre.etablissement.slug}/")
        couts.append(len(requetes))
    assert couts[0] == couts[1]
