"""Roles of the demonstration accounts: only where DEBUG is on, only theirs, once."""

import pytest

from grenelle.models import Attribution
from grenelle.services.roles_demo import donner_les_roles_demo
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import PlanFactory
from tests.territoires.fabriques import DepartementFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comptes():
    ici = DepartementFactory(region=RegionFactory(code="99"), code="97", slug="d97")
    UtilisateurFactory(agent=True)
    return (
        UtilisateurFactory(agent=True, demonstration=True),
        UtilisateurFactory(referent=True, demonstration=True, departement=ici),
    )


def test_les_comptes_de_demonstration_recoivent_leurs_roles_une_fois(settings, comptes):
    settings.DEBUG = True
    agent, referent = comptes
    PlanFactory(), PlanFactory(region_code="98")
    assert donner_les_roles_demo() == 3
    assert donner_les_roles_demo() == 0
    assert set(Attribution.objects.values_list("personne", "role")) == {
        (agent.pk, "administrateur"),
        (referent.pk, "editeur"),
    }
    assert [d.code for d in Attribution.objects.get(personne=referent).departements.all()] == ["97"]


def test_sans_debug_personne_ne_recoit_rien(settings, comptes):
    settings.DEBUG = False
    PlanFactory()
    assert donner_les_roles_demo() == 0 and not Attribution.objects.exists()
