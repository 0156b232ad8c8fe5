"""The whole API schema, fuzzed: no address answers 500, and every answer is what the schema says."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from orientation.wsgi import application
from stages.models import Partenaire
from stages.services.partenaires import donner_un_jeton

EXEMPLES = int(os.environ.get("EXEMPLES_SCHEMA", "15"))
pytestmark = [pytest.mark.django_db, pytest.mark.schema]


@pytest.fixture
def connexion_gardee():
    """As Django's test client does: the request must not close the connection whose transaction the test undoes."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def schema_api(catalogue_minimal, connexion_gardee, request):
    if not hasattr(request.node, "_nodeid"):  # Schemathesis 4.32 reads the private name that pytest 9.2 dropped
        request.node._nodeid = request.node.nodeid
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)


@pytest.fixture
def jeton(db) -> str:
    """The token of a partner that may do everything with its own offers."""
    partenaire = Partenaire(nom="Partenaire", portees=Partenaire.Portee.values)
    return donner_un_jeton(partenaire=partenaire)


schema = schemathesis.pytest.from_fixture("schema_api")


@schema.parametrize()
@settings(max_examples=EXEMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_aucune_requete_ne_casse_l_api(case: Case, jeton):
    entetes = {"Host": "127.0.0.1", "Accept-Encoding": "identity"}
    # A case made to break the rules, its token included, goes as it is.
    if "/partenaires/" in case.path and case.meta and case.meta.generation.mode.is_positive:
        entetes["Authorization"] = f"Jeton {jeton}"
    # What the law or the file refuses is not in the form that a schema describes.
    sauf = [positive_data_acceptance] if case.method == "PUT" else []
    case.call_and_validate(headers=entetes, excluded_checks=sauf)


def test_le_schema_est_valide(client):
    from drf_spectacular.validation import validate_schema

    reponse = client.get("/api/v1/schema/?format=json")
    assert reponse.status_code == 200
    validate_schema(reponse.json())
    assert {"/api/v1/communes/", "/api/v1/metiers/", "/api/v1/metiers/{slug}/"} <= set(reponse.json()["paths"])
