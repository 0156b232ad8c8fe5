"""The score in itself: rarity, direction of the overlap, and what is done with the unknown."""

import math

import numpy as np
import pytest

from metiers.passerelles import (
    POIDS,
    BaseDeSavoirs,
    Savoir,
    noter,
    part_demande,
    part_formation,
    part_mobilite,
    part_savoirs,
)


def base(*listes, publies=None):
    """One occupation a list; skills are named by letters."""
    lettres = sorted({lettre for liste in listes for lettre in liste})
    savoirs = {ord(lettre): Savoir(lettre, lettre.upper()) for lettre in lettres}
    liens = [(ligne, ord(lettre)) for ligne, liste in enumerate(listes) for lettre in liste]
    return BaseDeSavoirs.construire("essai", publies=publies or [True] * len(listes), liens=liens, savoirs=savoirs)


def test_les_poids_font_un():
    assert sum(POIDS.values()) == pytest.approx(1)


def test_l_inconnu_est_laisse_de_cote_et_non_compte_zero():
    connu = noter({"mobilite": 1.0, "savoirs": 0.5, "demande": None, "formation": None})
    nul = noter({"mobilite": 1.0, "savoirs": 0.5, "demande": 0.0, "formation": 0.0})
    assert connu.valeur == pytest.approx((0.25 + 0.45 * 0.5) / 0.7)
    assert connu.valeur > nul.valeur
    assert connu.inconnues == ["demande", "formation"] and set(connu.connues) == {"mobilite", "savoirs"}


def test_rien_de_connu_ne_vaut_rien():
    assert noter(dict.fromkeys(POIDS)).valeur == 0


def test_la_mobilite_dit_le_rang_l_absence_et_l_inconnu():
    assert part_mobilite(1, liste_publiee=True) == 1
    assert 0 < part_mobilite(30, liste_publiee=True) < part_mobilite(2, liste_publiee=True) < 1
    assert part_mobilite(None, liste_publiee=True) == 0
    assert part_mobilite(None, liste_publiee=False) is None


def test_la_demande_et_la_formation_restent_entre_zero_et_un():
    assert [part_demande(n) for n in (None, -1, 0, 3, 5, 9)] == [None, 0, 0, 0.6, 1, 1]
    assert [part_formation(km) for km in (None, 0, 10, 55, 100, 400)] == [None, 1, 1, 0.5, 0, 0]


def test_la_rarete_se_compte_sur_les_metiers_publies():
    essai = base("ab", "a", "a", "ab", publies=[True, True, True, False])
    assert essai.nombre_decrits == 3
    assert essai.frequences.tolist() == [3, 1]
    assert essai.poids.tolist() == pytest.approx([math.log1p(1), math.log1p(3)])


def test_un_savoir_rare_rapproche_plus_qu_un_savoir_repandu():
    essai = base("ar", "ax", "rx", "ay", "az")
    couvertures, utiles = essai.recouvrements(essai.par_ligne[0])
    parts = part_savoirs(couvertures, utiles)
    assert parts[2] > parts[1]
    sans_poids = [len({*"ar"} & {*autre}) / 2 for autre in ("ax", "rx")]
    assert sans_poids[0] == sans_poids[1]


def test_le_recouvrement_va_dans_un_sens():
    essai = base("abcd", "ab")
    vers_petit, _ = essai.recouvrements(essai.par_ligne[0])
    vers_grand, _ = essai.recouvrements(essai.par_ligne[1])
    assert vers_petit[1] == 1
    assert vers_grand[0] < 1


def test_un_metier_sans_savoirs_ne_se_compare_pas():
    essai = base("ab", "")
    couvertures, utiles = essai.recouvrements(essai.par_ligne[0])
    assert np.isnan(couvertures[1]) and np.isnan(utiles[1])
    rien, _ = essai.recouvrements(essai.par_ligne[1])
    assert rien[0] == 0


def test_les_plus_rares_d_abord_puis_par_nom():
    essai = base("abc", "a", "a")
    assert [essai.savoirs[c].libelle for c in essai.rares_d_abord([0, 2, 1])] == ["B", "C", "A"]
