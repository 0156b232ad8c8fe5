"""``/sante/`` tells the truth about each dependency."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisInjoignable

from territoires.models import Importation

pytestmark = pytest.mark.django_db


def test_tout_va_bien_sans_redis(client, settings):
    settings.REDIS_URL = ""
    reponse = client.get("/sante/")
    corps = reponse.json()
    assert reponse.status_code == 200
    assert corps["etat"] == "ok"
    assert corps["base"]["etat"] == "ok"
    assert corps["file"]["etat"] == "absent"
    assert corps["version"] == settings.VERSION
    assert corps["dernier_import"] is None


def test_age_du_dernier_import_applique(client):
    maintenant = timezone.now()
    for etat, heures in (("appliquee", 5), ("refusee", 1), ("appliquee", 30)):
        Importation.objects.create(
            jeu="rome", version="60", etat=etat, debut=maintenant, fin=maintenant - timedelta(hours=heures)
        )
    dernier = client.get("/sante/").json()["dernier_import"]
    assert dernier["jeu"] == "rome"
    assert dernier["age_heures"] == pytest.approx(5, abs=0.1)


def test_redis_injoignable_degrade_sans_tomber(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    reponse = client.get("/sante/")
    assert reponse.status_code == 200
    assert reponse.json()["etat"] == "degrade"
    assert reponse.json()["file"]["etat"] == "panne"


def test_cache_injoignable_degrade_sans_tomber(client):
    with patch("portail.services.sante.cache.set", side_effect=RedisInjoignable):
        corps = client.get("/sante/").json()
    assert corps["cache"]["etat"] == "panne"
    assert corps["etat"] == "degrade"


def test_base_injoignable_repond_503(client):
    with patch("portail.services.sante.connection.cursor", side_effect=OperationalError):
        reponse = client.get("/sante/")
    assert reponse.status_code == 503
    assert reponse.json()["etat"] == "panne"


def test_ecriture_refusee(client):
    assert client.post("/sante/").status_code == 405
