"""The plans' part of the API schema, fuzzed over the bundled plans: what is answered is what the schema says."""

from datetime import date
from decimal import Decimal

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis import Case

from grenelle.models import Indicateur
from grenelle.services.chargement import charger_plans
from grenelle.services.releves import Saisie, enregistrer_lot
from orientation.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.schema]


@pytest.fixture
def schema_du_plan(db, request):
    """As in ``tests/projet/test_schema_api.py``, with data."""
    charger_plans()
    for indicateur in Indicateur.objects.filter(frequence="annuelle")[:5]:
        for annee, valeur in (
            (2024, Decimal("2.5") if indicateur.unite == "pourcentage" else Decimal(2)),
            (2025, None),
        ):
            saisie = Saisie(date(annee, 1, 1), date(annee, 12, 31), valeur, "Source d'essai")
            enregistrer_lot(indicateur=indicateur, saisies=[saisie], maintenant=timezone.now())
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    if not hasattr(request.node, "_nodeid"):
        request.node._nodeid = request.node.nodeid
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.pytest.from_fixture("schema_du_plan").include(
    path_regex=r"^/api/v1/(plans|mesures|indicateurs|releves)/"
)


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_les_plans_repondent_comme_le_schema(case: Case):
    case.call_and_validate(headers={"Host": "127.0.0.1", "Accept-Encoding": "identity"})
