"""The API is throttled by an address that the client cannot choose, and says so clearly."""

import pytest

from commun.api import DebitAnonyme

pytestmark = pytest.mark.django_db


@pytest.fixture
def trois_par_minute(monkeypatch):
    monkeypatch.setattr(DebitAnonyme, "THROTTLE_RATES", {"anonyme": "3/min", "utilisateur": "600/min"})


def test_la_quatrieme_requete_de_la_minute_attend(client, trois_par_minute):
    statuts = [client.get("/api/v1/familles/").status_code for _ in range(4)]
    assert statuts == [200, 200, 200, 429]
    reponse = client.get("/api/v1/familles/")
    assert reponse.headers["Content-Type"].startswith("application/problem+json")
    assert reponse.json()["title"] == "Trop de requêtes"
    assert int(reponse.headers["Retry-After"]) > 0


def test_une_adresse_forgee_ne_rend_pas_de_requetes(client, trois_par_minute):
    for n in range(3):
        client.get("/api/v1/familles/", headers={"x-forwarded-for": f"10.0.0.{n}"})
    assert client.get("/api/v1/familles/", headers={"x-forwarded-for": "10.0.0.99"}).status_code == 429


def test_derriere_un_mandataire_chacun_a_son_compte(client, settings, trois_par_minute):
    settings.NOMBRE_MANDATAIRES = 1
    for _ in range(3):
        client.get("/api/v1/familles/", headers={"x-forwarded-for": "198.51.100.1"})
    assert client.get("/api/v1/familles/", headers={"x-forwarded-for": "198.51.100.1"}).status_code == 429
    assert client.get("/api/v1/familles/", headers={"x-forwarded-for": "198.51.100.2"}).status_code == 200
