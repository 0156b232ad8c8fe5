"""How names of places are folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territoires.services.noms import (
    LONGUEUR_MAX,
    a_une_faute,
    formes_completes,
    formes_interieures,
    plier,
    sans_une_lettre,
)


@pytest.mark.parametrize(
    ("ecrit", "plie"),
    [
        ("Saint-Sébastien-sur-Loire", "saint sebastien sur loire"),
        ("ST SEBASTIEN s/ loire", "saint sebastien sur loire"),
        ("Ste-Luce", "sainte luce"),
        ("L'Île-d'Yeu", "l ile d yeu"),
        ("l’ile d’yeu", "l ile d yeu"),
        ("Beaumont-Pied-de-Bœuf", "beaumont pied de boeuf"),
        ("  Les   Sables ", "les sables"),
        ("🙂%_\\", ""),
        ("", ""),
    ],
)
def test_plier(ecrit, plie):
    assert plier(ecrit) == plie


def test_les_articles_et_petits_mots_sont_facultatifs():
    assert formes_completes("la roche sur yon") == {"la roche sur yon", "roche sur yon", "roche yon"}
    assert formes_interieures("la roche sur yon") == {"yon"}


@given(st.text(max_size=300))
def test_plier_ne_garde_que_des_lettres_et_des_chiffres(texte):
    plie = plier(texte)
    assert len(plie) <= LONGUEUR_MAX
    assert set(plie) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert plie == plie.strip()


@pytest.mark.parametrize(
    ("typed", "vrai", "attendu"),
    [
        ("angrs", "angers", True),
        ("angeers", "angers", True),
        ("anhers", "angers", True),
        ("agners", "angers", True),
        ("angers", "angers", True),
        ("angxrz", "angers", False),
        ("ang", "angers", False),
    ],
)
def test_une_faute(typed, vrai, attendu):
    assert a_une_faute(typed, vrai) is attendu
    assert a_une_faute(vrai, typed) is attendu


@given(st.text("abcd ", min_size=5, max_size=12), st.integers(0, 11), st.sampled_from("abcdz"))
def test_deux_noms_a_une_faute_partagent_une_forme(nom, rang, lettre):
    rang = rang % len(nom)
    voisins = [nom[:rang] + nom[rang + 1 :], nom[:rang] + lettre + nom[rang:], nom[:rang] + lettre + nom[rang + 1 :]]
    for voisin in voisins:
        assert a_une_faute(nom, voisin)
        assert sans_une_lettre(nom) & sans_une_lettre(voisin) or len(voisin) < 4


def test_un_mot_court_n_est_pas_cherche_avec_une_faute():
    assert sans_une_lettre("yon") == set()
