"""Readings counted by day: no query on the page, no robot, nothing of who reads, nothing lost between two writers."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commun.indicateurs import indicateurs
from metiers.models import CompteDuJour
from metiers.services import frequentation
from metiers.services.frequentation import TAMPON, ecrire, est_une_lecture, noter, vider
from tests.metiers.fabriques import MetierFactory

pytestmark = pytest.mark.django_db
NAVIGATEUR = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FICHE = CompteDuJour.Nature.FICHE


def lire(client, metier, agent=NAVIGATEUR, **entetes):
    return client.get(metier.get_absolute_url(), headers={"user-agent": agent, **entetes})


def test_une_lecture_est_comptee_apres_la_reponse_sans_requete_de_plus(client):
    metier = MetierFactory()
    lire(client, metier)
    with CaptureQueriesContext(connection) as requetes:
        lire(client, metier)
    assert not [r for r in requetes if "comptedujour" in r["sql"]]
    assert not CompteDuJour.objects.exists()
    assert vider() == 1
    compte = CompteDuJour.objects.get()
    assert (compte.nature, compte.sujet, compte.jour, compte.nombre) == (FICHE, metier.slug, timezone.localdate(), 2)


def test_la_fin_d_une_requete_ecrit_ce_qui_attend_depuis_une_minute(client, monkeypatch):
    metier = MetierFactory()
    lire(client, metier)
    assert not CompteDuJour.objects.exists()
    monkeypatch.setattr(frequentation, "SECONDES", 0)
    client.get("/robots.txt")
    assert CompteDuJour.objects.get().nombre == 1


@pytest.mark.parametrize(
    ("agent", "entetes"),
    [
        ("", {}),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", {}),
        ("curl/8.5.0", {}),
        ("python-requests/2.32", {}),
        (NAVIGATEUR, {"sec-purpose": "prefetch;prerender"}),
        (NAVIGATEUR, {"purpose": "prefetch"}),
    ],
)
def test_un_robot_et_une_page_chargee_d_avance_ne_lisent_pas(client, agent, entetes):
    lire(client, MetierFactory(), agent, **entetes)
    assert vider() == 0


def test_une_page_qui_n_existe_pas_ou_dont_on_demande_l_entete_n_est_pas_lue(client):
    client.get("/metiers/inconnu/", headers={"user-agent": NAVIGATEUR})
    client.head(MetierFactory().get_absolute_url(), headers={"user-agent": NAVIGATEUR})
    assert vider() == 0


def test_ecrire_deux_fois_ajoute():
    cle = (FICHE.value, "soudeur", date(2026, 11, 28))
    ecrire({cle: 2})
    ecrire({cle: 3})
    assert CompteDuJour.objects.get().nombre == 5


def test_une_base_absente_ne_gene_personne(client, monkeypatch):
    lire(client, MetierFactory())

    def panne(nombres):
        raise DatabaseError

    monkeypatch.setattr(frequentation, "ecrire", panne)
    assert vider() == 0
    assert vider() == 0  # what was taken is lost, and not written twice


def test_le_tampon_est_borne(monkeypatch):
    monkeypatch.setattr(frequentation, "AU_PLUS", 3)
    requete = RequestFactory().get("/", headers={"user-agent": NAVIGATEUR})
    assert est_une_lecture(requete)
    for rang in range(10):
        noter(requete, FICHE, f"metier-{rang}")
    assert len(TAMPON.prendre()) == 3


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_deux_processus_qui_ecrivent_ensemble_comptent_tous_les_deux():
    barriere = threading.Barrier(4)

    def ajouter():
        barriere.wait()
        try:
            ecrire({(FICHE.value, "soudeur", date(2026, 11, 28)): 5})
        finally:
            connection.close()

    fils = [threading.Thread(target=ajouter) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert CompteDuJour.objects.get().nombre == 20


def test_les_chiffres_du_plan():
    debut, fin = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)
    fiches, questionnaires = (indicateurs()[f"metiers.{nom}"] for nom in ("fiches_lues", "questionnaires_termines"))
    assert fiches(debut, fin) == {None: None}
    for jour, nombre in ((date(2026, 11, 1), 2), (date(2026, 11, 30), 3), (date(2026, 12, 1), 50)):
        ecrire({(FICHE.value, "soudeur", jour): nombre, ("questionnaire", "", jour): 1})
    assert fiches(debut, fin) == {None: 5}
    assert questionnaires(debut, fin) == {None: 2}
    assert fiches(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)) == {None: None}
    assert fiches(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)) == {None: 0}
