"""The bundled catalogue itself: enough occupations, every named sector, texts of the agreed length."""

from collections import Counter

import pytest
from django.conf import settings

from metiers.importeurs.livraison import lire_livraison
from metiers.services.catalogue import signaler_changement, version_catalogue

LIVRAISON = lire_livraison(settings.DONNEES / "metiers")
METIERS = [entree.valeurs for _, entree in LIVRAISON.metiers]
LONGUEURS = {"accroche": (50, 150), "couleur_regionale": (40, 500)}
MOTS = {"journee": (60, 130), "acces": (30, 100)}


def test_au_moins_deux_cents_metiers_dans_dix_huit_familles():
    par_famille = Counter(famille for famille, _ in LIVRAISON.metiers)
    assert len(METIERS) >= 200
    assert set(par_famille) == LIVRAISON.codes("famille")
    assert len(par_famille) == 18
    assert min(par_famille.values()) >= 8


def test_les_listes_officielles_sont_completes():
    comptes = {nom: len(entrees) for nom, entrees in LIVRAISON.tables.items()}
    assert comptes == {
        "famille": 18, "grand_domaine": 14, "domaine": 110, "interet": 30, "theme": 17, "secteur": 75,
        "savoir_etre": 16, "savoir_faire": 150, "condition": 35,
    }  # fmt: skip
    assert len(LIVRAISON.famille_du_domaine()) == 110
    assert all(entree.valeurs.get("definition") for nom in ("interet", "theme") for entree in LIVRAISON.tables[nom])


@pytest.mark.parametrize("champ", LONGUEURS)
def test_longueurs(champ):
    mini, maxi = LONGUEURS[champ]
    assert {m["slug"]: len(m[champ]) for m in METIERS if not mini <= len(m[champ].strip()) <= maxi} == {}


@pytest.mark.parametrize("champ", MOTS)
def test_nombre_de_mots(champ):
    mini, maxi = MOTS[champ]
    assert {m["slug"]: n for m in METIERS if not mini <= (n := len(m[champ].split())) <= maxi} == {}


def test_deux_genres_et_adresse_courte():
    assert [m["slug"] for m in METIERS if len(m["slug"]) > 80] == []
    assert [m["slug"] for m in METIERS if " / " in m["masculin"] + m["feminin"]] == []


def test_aucune_phrase_n_est_dite_deux_fois():
    phrases = Counter(
        m[champ].strip() for m in METIERS for champ in ("accroche", "journee", "acces", "couleur_regionale")
    )
    assert [phrase for phrase, nombre in phrases.items() if nombre > 1] == []


def test_les_niveaux_vont_du_cap_au_bac_plus_cinq():
    niveaux = Counter(niveau for m in METIERS for niveau in m["niveaux"])
    assert all(niveaux[niveau] >= 20 for niveau in (3, 4, 5, 7))


def test_chaque_savoir_faire_et_chaque_condition_servent():
    for champ, table in (("savoir_faire", "savoir_faire"), ("conditions", "condition")):
        servis = {slug for m in METIERS for slug in m[champ]}
        assert LIVRAISON.codes(table) - servis == set()


@pytest.mark.django_db
def test_la_version_du_catalogue_monte_d_un_a_chaque_signal():
    assert version_catalogue() == 1
    assert [signaler_changement(), signaler_changement(), version_catalogue()] == [2, 3, 3]
