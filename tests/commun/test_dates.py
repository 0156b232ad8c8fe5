"""Dates as French writes them, from Python and from any template; days and months."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from commun.dates import ajouter_mois, dater, minuit


@pytest.mark.parametrize(
    ("jour", "ecriture", "attendue"),
    [
        (date(2027, 3, 1), "j F Y", "1er mars 2027"),
        (date(2026, 12, 1), "l j F", "mardi 1er décembre"),
        (date(2026, 12, 11), "j F Y", "11 décembre 2026"),
        (date(2026, 8, 21), "j F", "21 août"),
        (date(2026, 12, 1), "j/n", "1/12"),
    ],
)
def test_le_premier_du_mois(jour, ecriture, attendue):
    assert dater(jour, ecriture) == attendue
    gabarit = Template(f'{{{{ jour|date:"{ecriture}" }}}}')
    assert gabarit.render(Context({"jour": jour})) == attendue


def test_le_filtre_garde_l_heure_d_ici_et_le_vide():
    rendu = Template('{{ le|date:"j F Y, H:i" }}').render(Context({"le": datetime(2026, 6, 30, 22, 30, tzinfo=UTC)}))
    assert rendu == "1er juillet 2026, 00:30"
    assert Template('{{ le|date:"j F" }}|{{ le|date }}').render(Context({"le": None})) == "|"


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2019, 12, 31), 2, date(2020, 2, 29)),
        (date(2020, 1, 15), 12, date(2021, 1, 15)),
        (date(2020, 11, 30), 1, date(2020, 12, 30)),
        (datetime(2026, 8, 31, 10, 5, tzinfo=UTC), -6, datetime(2026, 2, 28, 10, 5, tzinfo=UTC)),
    ],
)
def test_le_meme_jour_des_mois_plus_tard(jour, mois, attendu):
    assert ajouter_mois(jour, mois) == attendu


def test_minuit_est_celui_d_ici():
    assert minuit(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert minuit(date(2026, 12, 1)) == datetime(2026, 11, 30, 23, tzinfo=UTC)
