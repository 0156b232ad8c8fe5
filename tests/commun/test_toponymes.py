"""French grammar of the names of towns."""

import pytest

from commun.toponymes import a_lieu, de_lieu


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Saumur", "de Saumur"), ("Angers", "d'Angers"), ("Écommoy", "d'Écommoy"), ("Le Mans", "du Mans"),
        ("Les Herbiers", "des Herbiers"), ("La Flèche", "de La Flèche"), ("L'Huisserie", "de L'Huisserie"),
        ("Herbignac", "d'Herbignac"),
    ],
)  # fmt: skip
def test_de_lieu(nom, attendu):
    assert de_lieu(nom) == attendu


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [("Saumur", "à Saumur"), ("Le Mans", "au Mans"), ("Les Herbiers", "aux Herbiers"), ("La Flèche", "à La Flèche")],
)
def test_a_lieu(nom, attendu):
    assert a_lieu(nom) == attendu
