"""A company with its member, signed in; the dated rules."""

import pytest

from tests.stages.fabriques import EntrepriseFactory, UtilisateurFactory


@pytest.fixture
def membre(db):
    return UtilisateurFactory()


@pytest.fixture
def entreprise(membre):
    return EntrepriseFactory(membre=membre)


@pytest.fixture
def espace(client, membre, entreprise):
    client.force_login(membre)
    return client
