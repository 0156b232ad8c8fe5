"""From the row to the task: nothing depends on the broker, nor on a server that answers."""

from unittest.mock import patch

import pytest
from kombu.exceptions import OperationalError

from comptes import tasks
from comptes.models import Courriel
from tests.comptes.envois.fabriques import devoir

pytestmark = pytest.mark.django_db


def test_le_courriel_part_apres_la_validation(django_capture_on_commit_callbacks, mailoutbox):
    devoir(1)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.envoyer_bientot()
        assert mailoutbox == []
    assert len(mailoutbox) == 1 and Courriel.objects.get().etat == "envoyee"


def test_sans_courtier_la_page_repond_et_la_ligne_attend(django_capture_on_commit_callbacks):
    devoir(1)
    with (
        patch.object(tasks.envoyer_courriels, "apply_async", side_effect=OperationalError("absent")),
        django_capture_on_commit_callbacks(execute=True),
    ):
        tasks.envoyer_bientot()
    assert Courriel.objects.get().etat == "en_file"


def test_un_serveur_en_panne_ne_casse_pas_la_demande(django_capture_on_commit_callbacks, serveur):
    devoir(1)
    serveur.reponses["ouverture"] = ConnectionRefusedError("refusé")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.envoyer_bientot()
    assert Courriel.objects.get().etat == "en_file"


def test_la_releve_rend_et_envoie(mailoutbox):
    from datetime import timedelta

    from django.utils import timezone

    devoir(1, etat="en_vol", bail_jusqu_a=timezone.now() - timedelta(seconds=1), reserve_par="mort", essais=1)
    tasks.reprendre_courriels()
    assert Courriel.objects.get().etat == "envoyee" and len(mailoutbox) == 1
