"""Rules of the bundle, and a company with its responsible and a plain member."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes.models import Adhesion
from tests.comptes.fabriques import AdhesionFactory, UtilisateurFactory
from tests.stages.entreprises.fabriques import entreprise_nommee


@pytest.fixture
def responsable(db):
    return UtilisateurFactory(role="entreprise", prenom="Dominique")


@pytest.fixture
def entreprise(responsable):
    creee = entreprise_nommee("Atelier du Loir")
    AdhesionFactory(utilisateur=responsable, organisation=creee.organisation, fonction=Adhesion.Fonction.RESPONSABLE)
    return creee


@pytest.fixture
def membre(entreprise):
    personne = UtilisateurFactory(role="entreprise", prenom="Sacha")
    AdhesionFactory(utilisateur=personne, organisation=entreprise.organisation)
    return personne


@pytest.fixture
def client_responsable(client, responsable, entreprise):
    client.force_login(responsable)
    return client


@pytest.fixture
def compter():
    """Number of queries of a page, after a first reading that warms what is cached."""

    def mesurer(client, adresse):
        assert client.get(adresse).status_code == 200
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse)
        return len(requetes)

    return mesurer
