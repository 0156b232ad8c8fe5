""" "Chez moi": asked once, kept in the session, forgotten on request, and never the cause of an error."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from territoires.contexte import chez_moi as contexte
from territoires.models import Commune
from territoires.services.chez_moi import CLE, lire, retenir
from tests.territoires.fabriques import CommuneFactory, DepartementFactory, ReferentFactory

pytestmark = pytest.mark.django_db
ADRESSE = "/territoires/chez-moi/"


@pytest.fixture
def nantes(db):
    return CommuneFactory(code_insee="44109", nom="Nantes", codes=["44000"], latitude=47.2, longitude=-1.5)


def test_on_indique_sa_commune_une_fois(client, nantes):
    reponse = client.post(ADRESSE, {"commune": "nantes", "rayon": "20", "suite": "/territoires/contacts/"})
    assert (reponse.status_code, reponse["Location"]) == (302, "/territoires/contacts/")
    lieu = lire(client.session)
    assert (lieu.code_insee, lieu.rayon_km, lieu.libelle, str(lieu)) == ("44109", 20, "Nantes (44)", "Nantes")
    page = client.get(ADRESSE).content.decode()
    assert "Nantes (44)" in page
    assert 'value="20"' in page
    assert "actuellement" in page


def test_trente_kilometres_par_defaut(client):
    assert 'value="30"' in client.get(ADRESSE).content.decode()


def test_on_peut_l_oublier(client, nantes):
    client.post(ADRESSE, {"commune": "44000", "rayon": "20"})
    reponse = client.post(ADRESSE, {"oublier": "1", "suite": "/metiers/"})
    assert reponse["Location"] == "/metiers/"
    assert lire(client.session) is None


@pytest.mark.parametrize(
    "suite",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "\\\\ailleurs.example",
        "javascript:alert(1)",
        "/ok\r\nX: y",
        "/" + "a" * 3_000,
        ADRESSE,
        ADRESSE + "?suite=/",
        "🙂://",
    ],
)
def test_la_suite_reste_sur_le_site(client, nantes, suite):
    reponse = client.post(ADRESSE, {"commune": "nantes", "rayon": "20", "suite": suite})
    assert reponse["Location"] == ADRESSE


def test_suite_s_ecrit_aussi_next(client, nantes):
    reponse = client.post(ADRESSE, {"commune": "nantes", "rayon": "20", "next": "/metiers/?q=eau"})
    assert reponse["Location"] == "/metiers/?q=eau"


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"commune": "", "rayon": "20"}, "Indiquez une commune"),
        ({"commune": "zzzz", "rayon": "20"}, "Aucune commune"),
        ({"commune": "🙂", "rayon": "20"}, "Aucune commune"),
        ({"commune": "%", "rayon": "20"}, "Aucune commune"),
        ({"commune": "nantes", "rayon": ""}, "Indiquez une distance"),
        ({"commune": "nantes", "rayon": "4"}, "plus petite distance est 5 km"),
        ({"commune": "nantes", "rayon": "61"}, "plus grande distance est 60 km"),
        ({"commune": "nantes", "rayon": "NaN"}, "nombre entier"),
        ({"commune": "nantes", "rayon": "12,5"}, "nombre entier"),
        ({"commune": "nantes", "rayon": "9" * 5_000}, "nombre entier"),
        ({"commune": "n" * 10_000, "rayon": "20"}, "120 caractères"),
        ({"commune": "nantes", "rayon": "20", "code": "' OR 1"}, ""),
    ],
)
def test_une_saisie_fautive_est_expliquee_et_gardee(client, nantes, saisie, message):
    reponse = client.post(ADRESSE, saisie)
    if not message:
        assert reponse.status_code == 302
        return
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert message in page
    assert not saisie["commune"] or saisie["commune"] in page
    assert lire(client.session) is None


def test_un_octet_nul_est_refuse(client, nantes):
    assert client.post(ADRESSE, {"commune": "nan\0tes", "rayon": "20"}).status_code == 400


def test_plusieurs_communes_sont_proposees_puis_choisies(client):
    CommuneFactory(nom="Avrillé", code_insee="49015", departement=DepartementFactory(code="49"))
    CommuneFactory(nom="Avrillé", code_insee="85010", departement=DepartementFactory(code="85"))
    reponse = client.post(ADRESSE, {"commune": "avrillé", "rayon": "20"})
    page = reponse.content.decode()
    assert "Avrillé (49)" in page
    assert 'name="code" value="85010"' in page
    client.post(ADRESSE, {"commune": "avrillé", "rayon": "20", "code": "85010"})
    assert lire(client.session).code_insee == "85010"


SAIN = {
    "code_insee": "44109",
    "nom": "Nantes",
    "departement": "44",
    "latitude": 47.2,
    "longitude": -1.5,
    "rayon_km": 30,
}


@pytest.mark.parametrize(
    "abime",
    [
        "Nantes",
        7,
        [],
        {},
        {"nom": "Nantes"},
        SAIN | {"de_trop": 1},
        SAIN | {"rayon_km": 999},
        SAIN | {"rayon_km": True},
        SAIN | {"rayon_km": "30"},
        SAIN | {"latitude": float("nan")},
        SAIN | {"latitude": "47"},
        SAIN | {"longitude": 999.0},
        SAIN | {"nom": ""},
        SAIN | {"nom": None},
        SAIN | {"nom": "x" * 500},
    ],
)
def test_une_session_abimee_ne_casse_aucune_page(client, nantes, abime):
    session = client.session
    session[CLE] = abime
    session.save()
    for adresse in ("/", ADRESSE, "/territoires/contacts/"):
        assert client.get(adresse).status_code == 200
    assert lire(client.session) is None


def test_une_session_saine_est_lue():
    assert lire({CLE: SAIN}).nom == "Nantes"


def test_aucune_requete_quand_on_n_a_rien_demande(django_assert_num_queries):
    requete = RequestFactory().get("/")
    assert contexte(requete) == {"chez_moi": None}
    requete.session = SessionStore()
    with django_assert_num_queries(0):
        assert contexte(requete) == {"chez_moi": None}


def test_le_lieu_sert_aux_distances_sans_requete(nantes, django_assert_num_queries):
    commune = Commune.objects.select_related("departement").get()
    with django_assert_num_queries(0):
        lieu = retenir({}, commune=commune, rayon_km=10)
    with django_assert_num_queries(1):
        assert [c.code_insee for c in Commune.objects.autour_de(lieu, lieu.rayon_km)] == ["44109"]


def test_la_position_donne_la_commune_la_plus_proche_et_n_est_pas_gardee(client, nantes):
    reponse = client.post(f"{ADRESSE}position/", {"latitude": "47.21", "longitude": "-1.49"})
    assert reponse.json() == {"code_insee": "44109", "libelle": "Nantes (44)"}
    assert not client.session.keys()
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.parametrize(
    ("position", "statut"),
    [
        ({}, 400),
        ({"latitude": "nan", "longitude": "0"}, 400),
        ({"latitude": "91", "longitude": "0"}, 400),
        ({"latitude": "1e999", "longitude": "0"}, 400),
        ({"latitude": "ici", "longitude": "là"}, 400),
        ({"latitude": "0", "longitude": "0"}, 404),
    ],
)
def test_une_position_illisible_ou_lointaine(client, nantes, position, statut):
    reponse = client.post(f"{ADRESSE}position/", position)
    assert reponse.status_code == statut
    assert reponse.json()["erreur"]


def test_la_position_ne_se_demande_qu_en_post(client):
    assert client.get(f"{ADRESSE}position/").status_code == 405


def test_le_formulaire_est_protege_contre_les_requetes_d_ailleurs(nantes):
    from django.test import Client

    severe = Client(enforce_csrf_checks=True)
    assert severe.post(ADRESSE, {"commune": "nantes", "rayon": "20"}).status_code == 403


def test_le_contact_de_chez_moi_vient_en_premier(client, nantes):
    ReferentFactory(departement=DepartementFactory(code="85"), nom="Loin Ailleurs")
    ReferentFactory(departement=nantes.departement, nom="Tout Près")
    page = client.get("/territoires/contacts/").content.decode()
    assert "Indiquez votre commune" in page
    client.post(ADRESSE, {"commune": "nantes", "rayon": "20"})
    page = client.get("/territoires/contacts/").content.decode()
    assert page.index("Tout Près") < page.index("Loin Ailleurs")
    assert "à Nantes" in page
    assert "Démonstration" in page
