"""Panels of higher apps on the sheet: both places, the order, the place they are told, silence."""

import pytest
from django.template.loader import get_template

from metiers.services import registres
from metiers.services.registres import VoletDeFiche
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gabarit(settings, tmp_path):
    """A template of this test only."""
    (tmp_path / "volet.html").write_text("<p>Volet {{ nom }} pour {{ request.path }}</p>")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert get_template("volet.html")
    return "volet.html"


@pytest.fixture
def inscrire(monkeypatch):
    """``inscrire(nom, fonction)``, undone after the test."""
    monkeypatch.setattr(registres.volets_de_fiche, "_elements", {})
    return registres.volets_de_fiche.inscrire


def test_les_volets_prennent_leur_place(client, gabarit, inscrire):
    metier = MetierFactory(redige=True)
    inscrire("un", lambda *_: VoletDeFiche(gabarit, {"nom": "<un>"}))
    inscrire("deux", lambda *_: VoletDeFiche(gabarit, {"nom": "deux"}, "cote"))
    inscrire("rien", lambda *_: None)
    contenu = client.get(metier.get_absolute_url()).content.decode()
    un, deux = f"Volet &lt;un&gt; pour /metiers/{metier.slug}/", "Volet deux pour"
    assert contenu.index("titre-acces") < contenu.index(un) < contenu.index("Où cela mène") < contenu.index(deux)
    assert contenu.count("Volet ") == 2


def test_le_volet_connait_le_lieu(client, gabarit, inscrire):
    metier, commune = MetierFactory(), CommuneFactory()
    lieux = []
    inscrire("lieu", lambda metier, lieu, requete: lieux.append(lieu))
    for parametres in ({}, {"commune": commune.code_insee}, {"commune": "00000"}, {"commune": "' OR 1=1"}):
        assert client.get(metier.get_absolute_url(), parametres).status_code == 200
    assert lieux == [None, commune, None, None]
