"""Redis gone: pages, the API and signing in go on; only the health check says it."""

import pytest
from django.core.cache import cache

from tests.comptes.fabriques import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db
INJOIGNABLE = {
    "default": {
        "BACKEND": "commun.cache.CacheTolerant",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}


@pytest.fixture
def sans_redis(settings):
    settings.CACHES = INJOIGNABLE
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def test_chaque_methode_repond_comme_un_cache_vide(sans_redis):
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", "défaut") == "défaut"
    assert cache.get("a", default=3) == 3
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.get_or_set("a", lambda: 7) == 7
    assert cache.add("a", 1) is True
    assert cache.delete("a") is False
    assert cache.touch("a") is False
    assert "a" not in cache
    cache.delete_many(["a"])
    cache.clear()


def test_les_pages_et_l_api_repondent(client, catalogue_minimal, sans_redis):
    fiche = client.get("/api/v1/metiers/").json()["results"][0]["slug"]
    for chemin in ("/", "/metiers/?q=soudeur", f"/metiers/{fiche}/", f"/api/v1/metiers/{fiche}/", "/territoires/"):
        assert client.get(chemin).status_code == 200, chemin


def test_on_se_connecte(client, sans_redis):
    personne = UtilisateurFactory()
    client.post("/compte/login/", {"login": personne.email, "password": MOT_DE_PASSE})
    assert client.get("/compte/").status_code == 200


def test_la_sante_le_dit(client, sans_redis):
    corps = client.get("/sante/").json()
    assert corps["etat"] == "degrade"
    assert corps["cache"]["etat"] == "panne"
