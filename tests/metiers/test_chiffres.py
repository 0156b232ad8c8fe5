"""Figures in words: rounding, what is hidden."""

import pytest

from metiers.services.marche import Observation
from metiers.views import chiffres


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [(12_345.6, "12 346"), (80.9999, "81"), (0, "0"), (3.04, "3"), (3.26, "3,3"), (0.3, "0,3"), (999.5, "1 000")],
)
def test_nombre(valeur, attendu):
    assert chiffres.nombre(valeur).replace("\xa0", " ").replace("\u202f", " ") == attendu


def observer(valeur, unite="projets", **suite):
    return Observation(valeur, unite, "Enquête", "2025", "departement", "Sarthe", secret=valeur is None, **suite)


def test_l_inconnu_et_le_cache_ne_sont_pas_zero():
    assert chiffres.texte(None) == "sans chiffre publié"
    assert chiffres.texte(observer(None)) == "non diffusé"
    assert chiffres.texte(observer(0)) == "0"
    assert chiffres.texte(observer(81.4, "%")) == "81\xa0%"
    assert chiffres.texte(observer(1_746, "€ nets par mois")).endswith("746\xa0€")


def test_les_sources_se_disent_une_fois():
    a, b = observer(1), observer(2)
    c = Observation(3, "%", "Portraits", "2018", "national", "France")
    assert chiffres.par_source([("emplois", a), ("emplois", b)]) == ["Enquête, 2025, Sarthe (département)."]
    assert chiffres.par_source([("emplois", a), ("salaire", c), ("femmes", c)]) == [
        "Emplois : Enquête, 2025, Sarthe (département).",
        "Salaire, femmes : Portraits, 2018, France.",
    ]
