"""Calendars, feed, public API, figures and open data of the bus."""

import csv
import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from icalendar import Calendar

from orientibus.choices import EtatDemande, EtatEtape
from orientibus.models import CompteRendu, Frequentation
from tests.orientibus.fabriques_publiques import DemandeFactory, EtapeFactory, SaisonFactory
from tests.territoires.fabriques import CommuneFactory, TerritoireFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/orientibus/etapes/"
ATOM = "{http://www.w3.org/2005/Atom}"


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200 and reponse["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(reponse.content)


def test_l_agenda_a_une_ligne_par_etape_a_l_heure_de_paris(client):
    etape = EtapeFactory(demande__commune__nom="Saumur-Essai", fin=timezone.localdate() + timedelta(days=30))
    (ligne,) = lire(client, "/orientibus/agenda.ics").walk("VEVENT")
    assert ligne["UID"] == f"{etape.slug}@127.0.0.1" and "Saumur-Essai" in ligne["SUMMARY"]
    assert ligne["DTSTART"].dt.hour == 9 and str(ligne["DTSTART"].dt.tzinfo) == "Europe/Paris"
    assert ligne["RRULE"]["COUNT"] == [(etape.fin - etape.jour).days + 1]
    assert ligne["STATUS"] == "CONFIRMED" and ligne["SEQUENCE"] == 0


def test_une_etape_annulee_le_reste_dans_les_agendas_et_une_proposition_n_y_entre_pas(client):
    EtapeFactory(etat=EtatEtape.ANNULEE, sequence=2)
    EtapeFactory(proposee=True)
    (ligne,) = lire(client, "/orientibus/agenda.ics").walk("VEVENT")
    assert (ligne["STATUS"], ligne["SEQUENCE"]) == ("CANCELLED", 2)


def test_un_agenda_par_bus_et_par_departement(client):
    etape = EtapeFactory()
    EtapeFactory(demande__commune=CommuneFactory(departement__code="85"))
    assert len(lire(client, f"/orientibus/agenda/bus-{etape.bus.code}.ics").walk("VEVENT")) == 1
    assert len(lire(client, "/orientibus/agenda/departement-85.ics").walk("VEVENT")) == 1
    assert len(lire(client, f"/orientibus/etapes/{etape.slug}/agenda.ics").walk("VEVENT")) == 1
    assert client.get("/orientibus/agenda/bus-inconnu.ics").status_code == 404
    assert client.get("/orientibus/agenda/departement-99.ics").status_code == 404


def test_l_agenda_et_le_flux_repondent_304_tant_que_rien_ne_change(client):
    etape = EtapeFactory()
    for adresse in ("/orientibus/agenda.ics", "/orientibus/flux.atom"):
        etiquette = client.get(adresse)["ETag"]
        assert client.get(adresse, HTTP_IF_NONE_MATCH=etiquette).status_code == 304
    etape.etat = EtatEtape.ANNULEE
    etape.save()
    assert client.get("/orientibus/agenda.ics", HTTP_IF_NONE_MATCH=etiquette).status_code == 200


def test_le_flux_atom_annonce_les_etapes(client):
    etape = EtapeFactory(demande__structure="Lycée & <invention>", description="Un signe\x0bque XML refuse.")
    racine = ElementTree.fromstring(client.get("/orientibus/flux.atom").content)  # noqa: S314 - our own document
    (entree,) = racine.findall(f"{ATOM}entry")
    assert entree.findtext(f"{ATOM}id").endswith(f"orientibus-{etape.slug}") and entree.findtext(f"{ATOM}updated")
    assert "Lycée & <invention>" in entree.findtext(f"{ATOM}summary")


def test_l_api_dit_l_etape_et_personne(client):
    etape = EtapeFactory(demande__adresse="12 rue Cachée")
    EtapeFactory(proposee=True)
    corps = client.get(API).json()
    assert corps["count"] == 1
    ligne = corps["results"][0]
    assert (ligne["slug"], ligne["places_restantes"], ligne["public"]) == (etape.slug, None, "eleves")
    detail = client.get(f"{API}{etape.slug}/")
    assert detail.json()["adresse"] == "" and "contact" not in detail.content.decode()
    ouverte = EtapeFactory(ouverte=True, demande__adresse="3 place du Marché")
    detail = client.get(f"{API}{ouverte.slug}/").json()
    assert (detail["adresse"], detail["places_restantes"]) == ("3 place du Marché", 20)
    assert client.get(f"{API}inconnue/").status_code == 404


def test_l_api_filtre_et_refuse(client):
    pres = EtapeFactory(demande__commune=CommuneFactory(latitude=47.2, longitude=-1.5))
    EtapeFactory(demande__commune=CommuneFactory(latitude=48.0, longitude=0.2), ouverte=True)
    code = pres.demande.commune.code_insee
    (ligne,) = client.get(f"{API}?commune={code}&rayon=20").json()["results"]
    assert ligne["distance_km"] == 0.0
    assert client.get(f"{API}?ouverte=oui").json()["count"] == 1
    assert client.get(f"{API}?jusqua={timezone.localdate()}").json()["count"] == 0
    assert client.get(f"{API}?bus={pres.bus.code}").json()["count"] == 1
    for faute in ("depuis=hier", "rayon=0", "commune=%00", "public=chats", "ouverte=non", "departement=%F0%9F%9A%8C"):
        assert client.get(f"{API}?{faute}").status_code == 400, faute
    for inconnu in ("bus=zz", "commune=99999", "departement=99"):
        assert client.get(f"{API}?{inconnu}").status_code == 404, inconnu


@pytest.mark.parametrize("nombre", [2, 20])
def test_l_api_compte_ses_requetes(client, nombre, django_assert_num_queries):
    for _ in range(nombre):
        EtapeFactory()
    with django_assert_num_queries(3):
        client.get(API)


def test_les_chiffres_d_une_saison_par_territoire(client, django_assert_num_queries):
    saison = SaisonFactory()
    commune = CommuneFactory(territoire=TerritoireFactory(code="ici"))
    TerritoireFactory(code="ailleurs")
    DemandeFactory(saison=saison, commune=commune, qpv="oui", poids=6)
    DemandeFactory(saison=saison, commune=commune, etat=EtatDemande.RETIREE)
    faite = DemandeFactory(saison=saison, commune=commune, etat=EtatDemande.REALISEE, poids=3)
    etape = EtapeFactory(demande=faite, etat=EtatEtape.REALISEE)
    compte = CompteRendu.objects.create(etape=etape, rempli_le=timezone.now())
    Frequentation.objects.create(compte_rendu=compte, public="eleves", nombre=48)
    with django_assert_num_queries(5):
        lignes = {
            li["territoire"]: li for li in client.get(f"/api/v1/orientibus/chiffres/?saison={saison.slug}").json()
        }
    ici = lignes["ici"]
    assert (ici["demandes"], ici["servies"], ici["prioritaires"], ici["personnes"]) == (2, 1, 1, 48)
    assert ici["part_servie"] == 333
    assert (lignes["ailleurs"]["personnes"], lignes["ailleurs"]["part_servie"]) == (None, None)
    assert client.get("/api/v1/orientibus/chiffres/?saison=inconnue").status_code == 404
    assert client.get("/api/v1/orientibus/chiffres/?saison=%00").status_code == 400


def test_les_etapes_en_donnees_ouvertes(client):
    etape = EtapeFactory(demande__adresse="12 rue Cachée")
    texte = b"".join(client.get("/donnees-ouvertes/orientibus-etapes.csv").streaming_content).decode("utf-8-sig")
    (ligne,) = csv.DictReader(io.StringIO(texte), delimiter="," if "," in texte.splitlines()[0] else ";")
    assert (ligne["slug"], ligne["adresse"], ligne["etat"]) == (etape.slug, "", "confirmee")
