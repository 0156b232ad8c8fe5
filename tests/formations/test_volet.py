"""The panel of an occupation's sheet: how to get there near me."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formations.choices import OrigineLien
from formations.services.lecture_repertoire import repertoire_courant
from formations.services.pres import formations_pres
from metiers.services.memoire import oublier
from tests.formations.fabriques import CertificationMetierFactory, EtablissementFactory, FormationFactory, OffreFactory
from tests.metiers.fabriques import MetierFactory
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db


def texte(reponse):
    contenu = reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("&#x27;", "'")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", contenu))


@pytest.fixture
def metier():
    return MetierFactory(slug="macon", nom_masculin="Maçon", redige=True)


def former(metier, niveau=3, origine=OrigineLien.CODE, **offre):
    formation = FormationFactory(certification__niveau=niveau)
    CertificationMetierFactory(certification=formation.certification, metier=metier, origine=origine)
    return OffreFactory(formation=formation, **offre)


def test_par_niveau_et_du_plus_proche_au_plus_loin(client, metier):
    ici = CommuneFactory(code_insee="85109", nom="Angers", latitude=47.47, longitude=-0.55)
    loin = CommuneFactory(latitude=47.26, longitude=-0.07)
    former(metier, 5, etablissement=EtablissementFactory(commune=ici))
    former(metier, 3, etablissement=EtablissementFactory(nom="Loin", commune=loin))
    former(metier, 3, etablissement=EtablissementFactory(nom="Ici", commune=ici), avec_places=True)
    oublier()
    niveaux, nombre = formations_pres(repertoire_courant(), metier.pk, ici)
    assert nombre == 3 and [n.niveau for n in niveaux] == [3, 5]
    assert [f.offre.etablissement.nom for f in niveaux[0].formations] == ["Ici", "Loin"]
    contenu = texte(client.get("/metiers/macon/?commune=85109"))
    assert "Comment s'y former près d'Angers" in contenu and "3 places restantes" in contenu
    assert "Les 3 formations qui y mènent" in contenu


def test_un_lien_par_la_fiche_mere_ne_sert_qu_a_defaut(metier):
    former(metier, origine=OrigineLien.PARENT)
    oublier()
    assert formations_pres(repertoire_courant(), metier.pk, None)[1] == 1
    former(metier, origine=OrigineLien.PORTAIL)
    oublier()
    assert formations_pres(repertoire_courant(), metier.pk, None)[1] == 1


def test_sans_formation_reliee_le_volet_dit_ou_demander(client, metier):
    FormationFactory()
    oublier()
    assert "ne connaît pas encore de formation" in texte(client.get("/metiers/macon/"))


def test_sans_formation_chargee_pas_de_volet(client, metier):
    assert "Comment s'y former" not in texte(client.get("/metiers/macon/"))


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_formations(client, metier):
    nombres = []
    for en_plus in (2, 18):
        for rang in range(en_plus):
            former(metier, 3 + rang % 3)
        oublier()
        client.get("/metiers/macon/")
        with CaptureQueriesContext(connection) as requetes:
            assert client.get("/metiers/macon/").status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
