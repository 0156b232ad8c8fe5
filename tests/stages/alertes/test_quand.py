"""When a message may leave: digests, quiet hours, and the two nights when the clock changes."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from stages.services.quand import Horaire, prochain_envoi

PARIS = ZoneInfo("Europe/Paris")
HORAIRE = Horaire(time(21), time(7), time(17), 3)


def _le(texte: str) -> datetime:
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS)


def _envoi(maintenant: str, frequence="immediate", mineur=False, **calme) -> datetime:
    return prochain_envoi(
        maintenant=_le(maintenant).astimezone(ZoneInfo("UTC")),
        horaire=HORAIRE,
        frequence=frequence,
        mineur=mineur,
        **calme,
    )


@pytest.mark.parametrize(
    ("maintenant", "attendu"),
    [
        ("2027-01-05T20:59", "2027-01-05T20:59"),
        ("2027-01-05T21:00", "2027-01-06T07:00"),
        ("2027-01-06T06:59", "2027-01-06T07:00"),
        ("2027-01-06T07:00", "2027-01-06T07:00"),
        ("2027-03-27T23:00", "2027-03-28T07:00"),  # the clock jumps at 2 h
        ("2027-10-31T02:30", "2027-10-31T07:00"),  # 2 h 30 happens twice
    ],
)
def test_un_mineur_ne_recoit_rien_entre_21_h_et_7_h(maintenant, attendu):
    assert _envoi(maintenant, mineur=True) == _le(attendu)


def test_la_nuit_du_changement_d_heure_dure_ce_qu_elle_dure():
    nuits = {"2027-03-27T21:00": 9, "2027-10-30T21:00": 11, "2027-01-05T21:00": 10}
    for soir, heures in nuits.items():
        attente = _envoi(soir, mineur=True).astimezone(ZoneInfo("UTC")) - _le(soir).astimezone(ZoneInfo("UTC"))
        assert attente.total_seconds() == heures * 3600, soir


def test_un_adulte_est_averti_tout_de_suite():
    assert _envoi("2027-01-05T23:00") == _le("2027-01-05T23:00")


def test_ses_propres_heures_calmes_s_ajoutent_a_celles_des_mineurs():
    calme = {"calme_debut": time(6), "calme_fin": time(9)}
    assert _envoi("2027-01-05T22:00", mineur=True, **calme) == _le("2027-01-06T09:00")
    assert _envoi("2027-01-05T22:00", **calme) == _le("2027-01-05T22:00")
    assert _envoi("2027-01-05T08:00", **calme) == _le("2027-01-05T09:00")


def test_des_heures_calmes_de_minuit_a_minuit_ne_font_taire_personne():
    assert _envoi("2027-01-05T12:00", calme_debut=time(8), calme_fin=time(8)) == _le("2027-01-05T12:00")


@pytest.mark.parametrize(
    ("frequence", "maintenant", "attendu"),
    [
        ("quotidienne", "2027-01-05T10:00", "2027-01-05T17:00"),
        ("quotidienne", "2027-01-05T17:00", "2027-01-05T17:00"),
        ("quotidienne", "2027-01-05T17:01", "2027-01-06T17:00"),
        ("hebdomadaire", "2027-01-05T10:00", "2027-01-06T17:00"),
        ("hebdomadaire", "2027-01-06T18:00", "2027-01-13T17:00"),
        ("hebdomadaire", "2027-01-07T10:00", "2027-01-13T17:00"),
    ],
)
def test_les_recapitulatifs_partent_a_leur_heure(frequence, maintenant, attendu):
    assert _envoi(maintenant, frequence) == _le(attendu)


def test_un_recapitulatif_dans_des_heures_calmes_attend_leur_fin():
    calme = {"calme_debut": time(16), "calme_fin": time(19)}
    assert _envoi("2027-01-05T10:00", "quotidienne", **calme) == _le("2027-01-05T19:00")
