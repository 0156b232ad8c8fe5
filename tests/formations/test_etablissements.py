"""Establishments: the list, the sheet, the calendar of open days."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from comptes.models import Adhesion, Organisation
from formations.choices import TypeEtablissement
from metiers.services.memoire import oublier
from tests.comptes.fabriques import UtilisateurFactory
from tests.formations.fabriques import (
    EtablissementFactory,
    FormationFactory,
    JourneePortesOuvertesFactory,
    OffreFactory,
)
from tests.territoires.fabriques import CommuneFactory

pytestmark = pytest.mark.django_db
PAGE = "/etablissements/"


def texte(reponse):
    contenu = reponse.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ").replace("&#x27;", "'")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", contenu))


def noms(reponse):
    return [trouve.etablissement.nom for trouve in reponse.context["page"].object_list]


@pytest.fixture
def lycee():
    commune = CommuneFactory(code_insee="85109", nom="Nantes", latitude=47.2184, longitude=-1.5536)
    return EtablissementFactory(slug="lycee-livet", nom="Lycée Livet", commune=commune, uai="0440029T")


def test_la_liste_par_nom_type_et_distance(client, lycee):
    loin = CommuneFactory(nom="Saumur", latitude=47.26, longitude=-0.07)
    EtablissementFactory(nom="CFA Angevin", type=TypeEtablissement.CFA, commune=loin)
    EtablissementFactory(nom="Fermé", actif=False)
    assert noms(client.get(PAGE)) == ["CFA Angevin", "Lycée Livet"]
    assert noms(client.get(PAGE, {"q": "livet nant"})) == ["Lycée Livet"]
    assert noms(client.get(PAGE, {"type": "cfa"})) == ["CFA Angevin"]
    assert noms(client.get(PAGE, {"commune": "85109", "rayon": "0"})) == ["Lycée Livet", "CFA Angevin"]
    assert noms(client.get(PAGE, {"commune": "85109", "rayon": "20"})) == ["Lycée Livet"]
    assert "Aucun établissement ne répond" in texte(client.get(PAGE, {"q": "zzzz"}))


@pytest.mark.parametrize("requete", ["type=chateau", "commune=0", "rayon=x&commune=85109", "q=%F0%9F%A6%91", "page=-3"])
def test_toute_adresse_de_la_liste_repond(client, lycee, requete):
    assert client.get(f"{PAGE}?{requete}").status_code == 200


def test_la_fiche_range_les_formations_par_niveau(client, lycee):
    OffreFactory(etablissement=lycee, formation=FormationFactory(intitule="BTS", niveau=5), avec_places=True)
    OffreFactory(etablissement=lycee, formation=FormationFactory(intitule="CAP", niveau=3))
    OffreFactory(etablissement=lycee, formation=FormationFactory(intitule="Fermée", active=False))
    reponse = client.get(f"{PAGE}lycee-livet/")
    assert [[o.formation.intitule for o in n["offres"]] for n in reponse.context["niveaux"]] == [["CAP"], ["BTS"]]
    contenu = texte(reponse)
    assert "2 formations" in contenu and "3 places restantes" in contenu and "02 61 91 00 02" in contenu
    assert "Tenir mes places" not in contenu


def test_ses_membres_ont_le_lien_pour_tenir_leurs_places(client, lycee):
    personne = UtilisateurFactory()
    organisation = Organisation.objects.create(type="etablissement", nom="Livet", uai=lycee.uai, verifiee=True)
    adhesion = Adhesion.objects.create(utilisateur=personne, organisation=organisation, etat="demandee")
    client.force_login(personne)
    assert "Tenir mes places" not in texte(client.get(f"{PAGE}lycee-livet/"))
    Adhesion.objects.filter(pk=adhesion.pk).update(etat="acceptee")
    assert "Tenir mes places" in texte(client.get(f"{PAGE}lycee-livet/"))


def test_une_fiche_nue_dit_ce_qu_elle_ne_sait_pas(client):
    EtablissementFactory(slug="nu", commune=None, telephone="", adresse="", code_postal="", uai="")
    contenu = texte(client.get(f"{PAGE}nu/?commune=85109"))
    assert "ne connaît ni son téléphone" in contenu and "Aucune date n'est encore annoncée" in contenu


def test_l_agenda_des_portes_ouvertes(client, lycee):
    JourneePortesOuvertesFactory(etablissement=lycee, precision="Ateliers; visites, goûter", demonstration=True)
    hier = timezone.now() - timedelta(days=1)
    JourneePortesOuvertesFactory(etablissement=lycee, debut=hier - timedelta(hours=4), fin=hier)
    reponse = client.get(f"{PAGE}lycee-livet/portes-ouvertes.ics")
    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    (evenement,) = Calendar.from_ical(reponse.content).walk("VEVENT")
    assert str(evenement["SUMMARY"]) == "Portes ouvertes : Lycée Livet"
    assert str(evenement["DESCRIPTION"]) == "Ateliers; visites, goûter Date de démonstration."
    assert "Nantes" in str(evenement["LOCATION"])
    assert client.get(f"{PAGE}inconnu/portes-ouvertes.ics").status_code == 404


def test_introuvable_ou_ferme(client, lycee):
    assert client.get(f"{PAGE}inconnu/").status_code == 404
    lycee.actif = False
    lycee.save()
    assert client.get(f"{PAGE}lycee-livet/").status_code == 404


@pytest.mark.parametrize("adresse", [PAGE, f"{PAGE}lycee-livet/"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_offres(client, lycee, adresse):
    nombres = []
    for en_plus in (2, 18):
        OffreFactory.create_batch(en_plus, etablissement=lycee, avec_places=True)
        EtablissementFactory.create_batch(en_plus)
        oublier()
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 6
