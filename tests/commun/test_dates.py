"""Dates as French writes them, from Python and from any template."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from commun.dates import dater


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
