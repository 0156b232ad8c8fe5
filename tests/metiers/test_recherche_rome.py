"""Reach of the search on the titles of the official ROME, with the floors that the project promises."""

import csv
from collections import defaultdict

import pytest
from django.conf import settings

from metiers.recherche import DocumentMetier, IndexMetiers, Titre, lire_synonymes
from metiers.recherche.evaluation import evaluer, tirer_titres

pytestmark = pytest.mark.donnees_officielles

PLANCHERS = {
    "appellation exacte, masculin": (99, 99.9),
    "appellation exacte, féminin": (99, 99.9),
    "appellation sans accents": (99, 99.9),
    "une faute de frappe": (98, 99),
    "deux fautes de frappe": (96, 98),
    "60 % des premières lettres": (80, 95),
}


@pytest.fixture(scope="module")
def rome(donnees_officielles):
    (chemin,) = (donnees_officielles / "rome").glob("unix_referentiel_appellation_v4*_utf8.csv")
    titres = defaultdict(list)
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        for ligne in csv.DictReader(flux):
            principal = ligne["classification"] == "PRINCIPALE"
            titres[ligne["code_rome"]].append(
                Titre(ligne["libelle_appellation_long"], ligne["peu_usite"] == "O", principal)
            )
    documents = [DocumentMetier(rang, code, tuple(noms)) for rang, (code, noms) in enumerate(sorted(titres.items()))]
    synonymes = lire_synonymes(settings.DONNEES / "metiers" / "synonymes.toml")
    return IndexMetiers.construire(documents, synonymes)


def test_chaque_ligne_de_titres_tient_son_plancher(rome):
    codes = {document.id: document.code for document in rome.documents}
    lignes = evaluer(rome.chercher, codes, tirer_titres(rome.documents, 400, 20261120))
    assert {ligne.nom for ligne in lignes} == set(PLANCHERS)
    for ligne in lignes:
        premier, cinq = PLANCHERS[ligne.nom]
        assert ligne.premier >= premier, ligne
        assert ligne.cinq >= cinq, ligne


def test_chaque_code_trouve_son_metier(rome):
    for document in rome.documents[::50]:
        assert rome.chercher(document.code.lower())[0].metier_id == document.id
