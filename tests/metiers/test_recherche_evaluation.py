"""The measures themselves: samples that repeat, shares that count right, sets that are well formed."""

import random
import re

import pytest
from django.conf import settings

from commun.analyse import normaliser
from metiers.recherche import DocumentMetier, Resultat, Titre
from metiers.recherche.evaluation import Cas, est_reserve, evaluer, fauter, lire_cas, tableau, tirer_titres

DOCUMENTS = [
    DocumentMetier(1, "H2913", (Titre("Soudeur / Soudeuse"),)),
    DocumentMetier(2, "D1102", (Titre("Boulanger / Boulangère"), Titre("Fournier / Fournière"))),
]


def test_le_tirage_se_repete_et_couvre_six_lignes():
    cas = tirer_titres(DOCUMENTS, 100, 5)
    assert cas == tirer_titres(DOCUMENTS, 100, 5)
    assert len(cas) == 3 * 6
    assert len({un_cas.ligne for un_cas in cas}) == 6


@pytest.mark.parametrize("texte", ["", "a", "12", "œuf", "boulangère"])
def test_fauter_ne_change_que_ce_qu_il_faut(texte):
    fautif = fauter(texte, random.Random(1), 2)
    assert abs(len(fautif) - len(texte)) <= 2


def test_les_parts_et_les_rangs():
    cas = [
        Cas("l", "juste", frozenset({"A1"})),
        Cas("l", "sixième", frozenset({"B*"})),
        Cas("l", "absent", frozenset({"C"})),
    ]
    codes = {1: "A1", 2: "A2", 3: "B9"}

    def chercher(q):
        return [Resultat(1, 1.0, "titre", "")] + ([Resultat(3, 0.5, "titre", "")] if q == "sixième" else [])

    (ligne,) = evaluer(chercher, codes, cas)
    assert (ligne.nombre, round(ligne.premier, 1), round(ligne.cinq, 1)) == (3, 33.3, 66.7)
    assert ligne.nom in tableau([ligne])


@pytest.mark.parametrize("nom", ["phrases", "noms"])
def test_les_jeux_du_projet_sont_bien_formes_et_partages(nom):
    cas = lire_cas(settings.DONNEES / "evaluation" / f"{nom}.toml", nom)
    assert len(cas) >= 200
    assert all(re.fullmatch(r"[A-N](\d{4}|\d{0,3}\*)", code) for un_cas in cas for code in un_cas.codes)
    assert len({normaliser(un_cas.requete) for un_cas in cas}) == len(cas)
    reserves = sum(est_reserve(un_cas.requete) for un_cas in cas)
    assert 0.35 < reserves / len(cas) < 0.65
