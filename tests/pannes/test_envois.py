"""Whatever dies in mid-send, nothing is lost, and at most ten mails a killed process go again, under the same name."""

import logging
import time
from collections import Counter

import pytest

from tests.pannes.topologie import attendre

pytestmark = pytest.mark.pannes
NOMBRE = 300
PROCESSUS = 2
SOUS_LOT = 10


def verifier(topologie, nombre: int = NOMBRE, *, doubles: int = 0) -> int:
    """Every mail arrived, under one Message-ID, and at most ``doubles`` twice."""
    recus = topologie.recus()
    noms: dict[str, set[str]] = {}
    for destinataire, nom in recus:
        noms.setdefault(destinataire, set()).add(nom)
    assert len(noms) == nombre
    assert {len(n) for n in noms.values()} == {1}, "un renvoi a changé de Message-ID"
    fois = Counter(destinataire for destinataire, _ in recus)
    assert max(fois.values()) <= 2
    en_double = sum(n - 1 for n in fois.values())
    assert en_double <= doubles
    logging.getLogger(__name__).warning("%s courriels, %s en double (au plus %s)", nombre, en_double, doubles)
    return en_double


def tout_envoye(topologie, nombre: int = NOMBRE, secondes: float = 90):
    attendre(lambda: topologie.etats() == {"envoyee": nombre}, secondes, 0.3)


def en_plein_envoi(topologie, combien: int = 60):
    attendre(lambda: len(topologie.recus()) >= combien, 60, 0.02)


def test_tous_les_processus_tues_en_plein_envoi(topologie):
    topologie.mode("lent 0.02")
    topologie.devoir(NOMBRE)
    ouvriers, _ = topologie.ouvriers(), topologie.horloge()
    en_plein_envoi(topologie)
    topologie.tuer(ouvriers)
    assert len(topologie.recus()) < NOMBRE
    topologie.ouvriers()
    tout_envoye(topologie)
    verifier(topologie, doubles=SOUS_LOT * PROCESSUS)


def test_redis_arrete_puis_relance(topologie):
    redis = topologie.processus[0]
    topologie.mode("lent 0.02")
    topologie.devoir(NOMBRE // 2)
    topologie.ouvriers(), topologie.horloge()
    en_plein_envoi(topologie)
    topologie.tuer(redis)
    topologie.devoir(NOMBRE // 2, "autre")
    time.sleep(3)
    topologie.redis()
    tout_envoye(topologie)
    verifier(topologie)


def test_serveur_de_courriel_absent_puis_qui_ferme_puis_de_retour(topologie):
    topologie.tuer(topologie.serveur)
    topologie.devoir(100)
    topologie.ouvriers(), topologie.horloge()
    attendre(lambda: topologie.sql("SELECT 1 FROM comptes_courriel WHERE erreur <> ''"), 60)
    topologie.mode("refuse")
    topologie.smtp()
    time.sleep(3)
    assert topologie.etats() == {"en_file": 100} or "envoyee" not in topologie.etats()
    topologie.mode("bien")
    tout_envoye(topologie, 100)
    verifier(topologie, 100)


def test_serveur_qui_coupe_et_qui_refuse_pour_l_instant(topologie):
    topologie.mode("coupe")
    topologie.devoir(100)
    topologie.devoir(3, "inconnu")
    topologie.ouvriers(), topologie.horloge()
    attendre(lambda: len(topologie.recus()) >= 60, 60)
    topologie.mode("451")
    attendre(lambda: topologie.etats() == {"envoyee": 100, "echouee": 3}, 90, 0.3)
    verifier(topologie, 100, doubles=100 // 11 + 1)  # taken by the server, and its answer lost


def test_serveur_tres_lent(topologie):
    """Slow enough for the lease (6 s) to pass several times if it were not renewed by each ten."""
    topologie.mode("lent 0.3")
    topologie.devoir(60)
    topologie.ouvriers(), topologie.horloge()
    tout_envoye(topologie, 60)
    verifier(topologie, 60)


def test_postgresql_relance_en_plein_envoi(topologie, postgres):
    topologie.mode("lent 0.02")
    topologie.devoir(NOMBRE)
    topologie.ouvriers(), topologie.horloge()
    en_plein_envoi(topologie)
    postgres.pg_ctl("restart")
    tout_envoye(topologie)
    verifier(topologie, doubles=SOUS_LOT * PROCESSUS)
