"""Several workers on one queue: a row has one sender."""

import threading
from collections import Counter

import pytest
from django.db import connection

from comptes.models import Courriel
from comptes.services.envoi_courriels import envoyer_courriels_dus
from tests.comptes.envois.fabriques import devoir


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_quatre_processus_n_envoient_jamais_deux_fois_la_meme_ligne(serveur):
    if connection.vendor != "postgresql":
        pytest.skip("demande PostgreSQL")
    devoir(300)

    def travailler():
        try:
            envoyer_courriels_dus()
        finally:
            connection.close()

    fils = [threading.Thread(target=travailler) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    recus = Counter(adresse for adresse, _ in serveur.recus)
    assert len(recus) == 300 and set(recus.values()) == {1}
    assert set(Courriel.objects.values_list("etat", flat=True)) == {"envoyee"}
