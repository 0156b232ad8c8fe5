"""The value of a dated rule in the list of the admin."""

import pytest

from commun.administration_regles import en_bref


@pytest.mark.parametrize(
    ("valeur", "dite"),
    [
        (30, "30"),
        (4.35, "4.35"),
        ("09-01", "09-01"),
        (True, "Oui"),
        (False, "Non"),
        ([5, 2], "5, 2"),
        ({"debut": "21:00", "fin": "07:00"}, "debut : 21:00, fin : 07:00"),
        ([1, 2, 3, 4], "Barème : ouvrez la règle"),
        ({"moins_de_250": {"3": 5000}}, "Barème : ouvrez la règle"),
        ({}, ""),
    ],
)
def test_une_regle_tient_dans_une_cellule(valeur, dite):
    assert en_bref(valeur) == dite
