"""The client's address is never the client's word."""

import pytest
from django.test import RequestFactory

from commun.adresse import adresse_client


@pytest.mark.parametrize(
    ("mandataires", "transmis", "attendu"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (0, None, "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_adresse_client(settings, mandataires, transmis, attendu):
    settings.NOMBRE_MANDATAIRES = mandataires
    entetes = {} if transmis is None else {"HTTP_X_FORWARDED_FOR": transmis}
    assert adresse_client(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **entetes)) == attendu
