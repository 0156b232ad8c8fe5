"""The sheet of an occupation says to whom to talk near home."""

from html import unescape

import pytest

from territoires.models import Aiguillage
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory, LieuFactory, PublicFactory, ReferentFactory, ReseauFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    commune = CommuneFactory(code_insee="85109", nom="Ville")
    ReferentFactory(departement=commune.departement, nom="Alix Martin")
    cio = ReseauFactory(code="cio")
    Aiguillage.objects.create(public=PublicFactory(), reseau=cio, rang=1, raison="Raison")
    LieuFactory(slug="cio-ici", nom="CIO d'ici", reseau=cio, commune=commune)
    return commune


def test_la_personne_et_les_lieux_les_plus_proches(client, commune):
    adresse = MetierFactory().get_absolute_url()
    page = unescape(client.get(adresse, {"commune": commune.code_insee}).content.decode())
    assert "Alix Martin" in page
    assert 'href="/territoires/lieux/cio-ici/"' in page
    assert "Pour les public lyceen" in page
    assert "/territoires/lieux/?commune=85109" in page


def test_sans_lieu_connu_la_fiche_n_en_propose_aucun(client, commune):
    page = client.get(MetierFactory().get_absolute_url()).content.decode()
    assert "cio-ici" not in page
    assert 'href="/territoires/lieux/"' in page


def test_une_requete_de_plus_quel_que_soit_le_nombre_de_lieux(client, commune, django_assert_max_num_queries):
    adresse = MetierFactory().get_absolute_url()
    client.get(adresse, {"commune": commune.code_insee})  # what this process remembers is built once
    comptes = []
    for nombre in (1, 18):
        LieuFactory.create_batch(nombre, commune=commune)
        with django_assert_max_num_queries(30) as requetes:
            client.get(adresse, {"commune": commune.code_insee})
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]
