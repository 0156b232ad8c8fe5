"""Deliveries of alerts hold as mails do: killed in mid-send, nothing is lost, and ten a process go again at most."""

import pytest

from stages.choices import Frequence
from tests.pannes.test_envois import PROCESSUS, SOUS_LOT, en_plein_envoi, verifier
from tests.pannes.topologie import attendre

pytestmark = pytest.mark.pannes
LIVRAISONS = 300


@pytest.mark.parametrize(
    ("frequence", "offres"),
    [
        pytest.param(Frequence.IMMEDIATE, 1, id="un courriel par livraison"),
        pytest.param(Frequence.QUOTIDIENNE, 3, id="récapitulatifs de trois offres"),
    ],
)
def test_tous_les_processus_tues_en_pleine_livraison(topologie, frequence, offres):
    courriels = LIVRAISONS // offres
    topologie.mode("lent 0.02")
    topologie.devoir_des_alertes(courriels, offres, frequence.value)
    ouvriers, _ = topologie.ouvriers(), topologie.horloge()
    en_plein_envoi(topologie, courriels // 5)
    topologie.tuer(ouvriers)
    assert len(topologie.recus()) < courriels
    topologie.ouvriers()
    attendre(lambda: topologie.etats("stages_livraison") == {"envoyee": LIVRAISONS}, 90, 0.3)
    verifier(topologie, courriels, doubles=SOUS_LOT // offres * PROCESSUS)
