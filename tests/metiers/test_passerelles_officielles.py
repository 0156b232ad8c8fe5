"""The neighbours on the official ROME as published: what they hold, and well-known ways."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from metiers.passerelles import BaseDeSavoirs, Savoir
from metiers.services.passerelles import proches
from metiers.services.reseau import Reseau

pytestmark = pytest.mark.donnees_officielles

CONNUS = {
    "Boulanger": "Pâtissier",
    "Soudeur": "Chaudronnier",
    "Aide-soignant": "Auxiliaire de puériculture",
    "Coiffeur": "Esthéticien",
    "Maçon": "Coffreur",
    "Comptable": "Aide-comptable",
    "Serveur": "Barman",
    "Infirmier": "Infirmier / Infirmière",
    "Electricien / Electricienne du bâtiment": "Monteur",
    "Conducteur / Conductrice de poids lourd": "Conducteur",
    "Secrétaire médical": "Secrétaire",
}


def _lire(dossier, motif):
    (chemin,) = dossier.glob(motif)
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        yield from csv.DictReader(flux)


@pytest.fixture(scope="module")
def rome(donnees_officielles):
    """The network read from the files, without a database, and the names of the occupations."""
    dossier = donnees_officielles / "rome"
    noms = {ligne["code_rome"]: ligne["libelle_rome"] for ligne in _lire(dossier, "unix_referentiel_code_rome_v4*.csv")}
    lignes = {code: rang for rang, code in enumerate(sorted(noms))}
    macros, libelles = {}, {}
    for ligne in _lire(dossier, "unix_referentiel_competence_v4*.csv"):
        macros[ligne["code_ogr"]] = ligne["code_ogr_macro_comp"] or ligne["code_ogr"]
        libelles[ligne["code_ogr"]] = ligne["libelle_competence"]
    couples = [
        (lignes[ligne["code_rome"]], int(macros[ligne["code_ogr"]]))
        for ligne in _lire(dossier, "unix_liens_rome_referentiels_v4*.csv")
        if ligne["code_ogr"] in macros
    ]
    savoirs = {cle: Savoir(str(cle), libelles.get(str(cle), str(cle))) for cle in dict.fromkeys(c for _, c in couples)}
    publies = [True] * len(lignes)
    sorties = defaultdict(dict)
    for ligne in sorted(_lire(dossier, "unix_rubrique_mobilite_v4*.csv"), key=lambda m: int(m["numero_ordre"])):
        sortie = sorties[lignes[ligne["code_rome"]]]
        sortie[lignes[ligne["code_rome_cible"]]] = len(sortie) + 1
    base = BaseDeSavoirs.construire("rome", publies=publies, liens=couples, savoirs=savoirs)
    vide = BaseDeSavoirs.construire("portail", publies=publies, liens=[], savoirs={})
    reseau = Reseau(
        cle=(1, None),
        ids=np.arange(len(lignes)),
        lignes={rang: rang for rang in lignes.values()},
        publies=np.ones(len(lignes), dtype=bool),
        bases={"portail": vide, "rome": base},
        sorties=dict(sorties),
        entrees={},
        niveaux={},
    )
    return reseau, {rang: noms[code] for code, rang in lignes.items()}


def test_chaque_metier_a_des_voisins_et_se_compare(rome):
    reseau, noms = rome
    base = reseau.bases["rome"]
    assert all(base.decrit(ligne) for ligne in noms)
    assert min(len(proches(reseau, ligne, 8)) for ligne in noms) == 8


@pytest.mark.parametrize(("depart", "arrivee"), CONNUS.items())
def test_les_passages_bien_connus_sont_dans_les_huit_premiers(rome, depart, arrivee):
    reseau, noms = rome
    source = next(ligne for ligne, nom in noms.items() if nom == depart or nom.startswith(f"{depart} / "))
    premiers = [noms[ligne] for ligne in proches(reseau, source, 8)]
    assert any(nom.startswith(arrivee) for nom in premiers), premiers


def test_les_mobilites_officielles_restent_en_tete_sans_tout_prendre(rome):
    reseau, noms = rome
    gardees = possibles = autres = 0
    for ligne in noms:
        officiels, premiers = reseau.sorties[ligne], proches(reseau, ligne, 8)
        gardees += len(set(premiers) & set(officiels))
        autres += len(set(premiers) - set(officiels))
        possibles += min(8, len(officiels))
    assert gardees / possibles > 0.88
    assert autres / (8 * len(noms)) > 0.03


def test_la_rarete_retrouve_mieux_les_mobilites_officielles(rome):
    """Skills alone, official links unknown: the weights must bring more of them back than plain counts."""
    reseau, noms = rome
    base = reseau.bases["rome"]
    table = np.zeros((len(noms), len(base.savoirs)))
    for ligne in noms:
        table[ligne, base.par_ligne[ligne]] = 1

    def rappel(poids):
        totaux = table @ poids
        communs = (table * poids) @ table.T
        parts = 0.7 * communs / totaux[None, :] + 0.3 * communs / totaux[:, None]
        np.fill_diagonal(parts, -1)
        premiers = np.argsort(-parts, axis=1, kind="stable")[:, :8]
        trouves = sum(len(set(premiers[ligne].tolist()) & set(reseau.sorties[ligne])) for ligne in noms)
        return trouves / sum(min(8, len(reseau.sorties[ligne])) for ligne in noms)

    assert rappel(base.poids) > rappel(np.ones(len(base.savoirs))) > 0.2
