"""Guidance places in the public API."""

import pytest

from tests.territoires.fabriques import CommuneFactory, LieuFactory, PublicFactory, ReseauFactory

pytestmark = pytest.mark.django_db
LIEUX = "/api/v1/lieux/"


@pytest.fixture
def lieux():
    lyceen = PublicFactory()
    PublicFactory(code="parent")
    nantes = CommuneFactory(code_insee="85109", nom="Nantes")
    loin = CommuneFactory(code_insee="85200", latitude=47.5)
    LieuFactory(slug="ici", commune=nantes, publics=[lyceen], label="Label", label_par="Région", cep="oui")
    LieuFactory(slug="loin", commune=loin, reseau=ReseauFactory(code="cci"))
    LieuFactory(slug="ferme", commune=nantes, actif=False)


def slugs(reponse):
    assert reponse.status_code == 200, reponse.content
    return [lieu["slug"] for lieu in reponse.json()["results"]]


def test_la_liste_et_la_fiche(client, lieux):
    assert slugs(client.get(LIEUX)) == ["ici", "loin"]
    lieu = client.get(f"{LIEUX}ici/").json()
    assert lieu["label"] == {"nom": "Label", "donne_par": "Région", "depuis": None}
    assert lieu["publics"] == [{"code": "lyceen", "libelle": "public lyceen"}]
    assert (lieu["accessible"], lieu["distance_km"], lieu["commune"]["departement"]["code"]) == ("inconnue", None, "44")
    assert client.get(f"{LIEUX}loin/").json()["label"] is None
    assert client.get(f"{LIEUX}ferme/").status_code == 404


def test_autour_d_une_commune(client, lieux):
    assert slugs(client.get(LIEUX, {"commune": "85109"})) == ["ici"]
    resultats = client.get(LIEUX, {"commune": "85109", "rayon": "60"}).json()["results"]
    assert [(lieu["slug"], lieu["distance_km"]) for lieu in resultats] == [("ici", 0), ("loin", 55.6)]


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ({"public": "lyceen"}, ["ici"]),
        ({"public": "parent"}, []),
        ({"reseau": "cci"}, ["loin"]),
        ({"cep": "oui"}, ["ici"]),
        ({"accessible": "oui"}, []),
        ({"departement": "44"}, ["ici", "loin"]),
        ({"departement": "85"}, []),
    ],
)
def test_les_filtres(client, lieux, filtre, attendus):
    assert slugs(client.get(LIEUX, filtre)) == attendus


@pytest.mark.parametrize(
    ("filtre", "statut"),
    [
        ({"public": "martien"}, 404),
        ({"reseau": "cirque"}, 404),
        ({"commune": "99999"}, 404),
        ({"public": "É"}, 400),
        ({"commune": "Nantes"}, 400),
        ({"cep": "bof"}, 400),
        ({"rayon": "NaN"}, 400),
        ({"rayon": ""}, 400),
        ({"rayon": "101"}, 400),
        ({"departement": "x"}, 400),
        ({"taille": "0"}, 400),
    ],
)
def test_une_valeur_qui_ne_veut_rien_dire_est_refusee(client, lieux, filtre, statut):
    reponse = client.get(LIEUX, filtre)
    assert reponse.status_code == statut
    assert reponse["Content-Type"].startswith("application/problem+json")


def test_rien_de_nouveau(client, lieux):
    premiere = client.get(LIEUX)
    assert client.get(LIEUX, headers={"If-None-Match": premiere["ETag"]}).status_code == 304


def test_le_nombre_de_requetes_ne_depend_pas_des_lignes(client, lieux, django_assert_max_num_queries):
    comptes = []
    for nombre in (1, 18):
        for _ in range(nombre):
            LieuFactory(commune=CommuneFactory(), publics=[PublicFactory()])
        with django_assert_max_num_queries(6) as requetes:
            client.get(LIEUX, {"commune": "85109", "rayon": "60"})
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
