"""The match itself, without Django: vectors, correlation, the ten readers and what one answer may change."""

import random

import numpy as np
import pytest

from metiers.interets import LETTRES, Attributs, Correspondeur, Label, Profil, vecteur
from metiers.interets.correspondance import DECALAGES, PAS, PREMIERS, lectures
from metiers.interets.profil import MAXIMUM
from metiers.interets.stabilite import (
    changer_une_reponse,
    mesurer_accord,
    mesurer_stabilite,
    par_simple_tri,
    profil_des_reponses,
    tirer_reponses,
)

PAIRES = [(majeure, mineure) for majeure in LETTRES for mineure in ("", *LETTRES) if majeure != mineure]


def catalogue(taille: int, graine: int = 3) -> Correspondeur:
    """A catalogue as uneven as ROME: many letters R, few A."""
    hasard = random.Random(graine)
    poids = [10 if majeure in "RC" else 1 for majeure, _ in PAIRES]

    def sources() -> tuple[tuple[str, float], ...]:
        return tuple((hasard.choice(LETTRES), hasard.choice((1.0, 2.0))) for _ in range(hasard.randrange(5)))

    lettres = hasard.choices(PAIRES, poids, k=taille)
    return Correspondeur((pk, Attributs(*couple, sources(), sources())) for pk, couple in enumerate(lettres, 100))


@pytest.mark.parametrize(("majeure", "mineure"), PAIRES)
def test_la_majeure_reste_en_tete_et_la_mineure_la_suit(majeure, mineure):
    contraires = tuple((lettre, 9.0) for lettre in LETTRES if lettre not in (majeure, mineure))
    for sources in ((), contraires):
        valeurs = vecteur(Attributs(majeure, mineure, sources, sources))
        ordre = [LETTRES[rang] for rang in np.argsort(-valeurs)]
        assert ordre[0] == majeure
        assert not mineure or ordre[1] == mineure


def test_l_hexagone_eloigne_les_types_opposes():
    valeurs = dict(zip(LETTRES, vecteur(Attributs("R")), strict=True))
    assert valeurs["R"] > valeurs["I"] == valeurs["C"] > valeurs["A"] == valeurs["E"] > valeurs["S"]


def test_centres_et_competences_separent_des_metiers_de_memes_lettres():
    nus = [vecteur(Attributs("R", "C")), vecteur(Attributs("R", "C"))]
    fins = [vecteur(Attributs("R", "C", (("S", 1.0),))), vecteur(Attributs("R", "C", (), (("A", 1.0),)))]
    assert np.array_equal(*nus) and not np.array_equal(*fins)


def test_la_correlation_est_celle_de_pearson():
    correspondeur = catalogue(30)
    profil = Profil((20, 3, 7, 0, 11, 5))
    for pk, r in correspondeur.r(profil).items():
        attendu = np.corrcoef(profil.scores, correspondeur.vecteur_de(pk))[0, 1]
        assert r == pytest.approx(attendu) == correspondeur.r_de(profil, pk)
    assert correspondeur.r_de(profil, 1) is None


@pytest.mark.parametrize(
    ("r", "label"),
    [(1.0, "meilleure"), (0.729, "meilleure"), (0.7289, "grande"), (0.608, "grande"), (0.6079, "lointaine")],
)
def test_les_labels_suivent_les_seuils_publies(r, label):
    assert Label.de(r).value == label


def test_un_point_d_un_score_ne_change_ce_que_lisent_que_trois_lecteurs():
    for rang in range(6):
        for score in range(MAXIMUM):
            avant, apres = [10] * 6, [10] * 6
            avant[rang], apres[rang] = score, score + 1
            changees = (lectures(Profil(tuple(avant))) != lectures(Profil(tuple(apres)))).any(axis=1).sum()
            assert changees <= 3
    assert sorted(set(PAS.ravel())) == [3, 4] and (DECALAGES < PAS).all()


def test_les_lecteurs_voient_juste_en_moyenne():
    ecarts = [lectures(Profil((s,) * 6)).mean(axis=0) - s for s in range(4, MAXIMUM - 3)]
    assert np.abs(ecarts).max() < 1e-9


@pytest.mark.parametrize("taille", [12, 40, 239, 1584])
@pytest.mark.parametrize("typees", [False, True])
def test_une_reponse_changee_d_un_cran_garde_sept_des_dix_premiers(taille, typees):
    mesure = mesurer_stabilite(catalogue(taille), paires=1_000, graine=taille, typees=typees)
    assert mesure.minimum >= 7
    assert mesure.plates < 300 and sum(mesure.repartition.values()) == 1_000 - mesure.plates


def test_un_simple_tri_par_correlation_ne_tiendrait_pas():
    correspondeur = catalogue(1584)
    mesure = mesurer_stabilite(correspondeur, paires=500, graine=1, typees=True, choisir=par_simple_tri(correspondeur))
    assert mesure.minimum < 7


def test_la_garantie_vaut_dans_une_liste_filtree():
    correspondeur, hasard = catalogue(400), random.Random(5)
    for _ in range(300):
        parmi = hasard.sample(correspondeur.ids, hasard.randrange(11, 200))
        reponses = tirer_reponses(hasard, typees=True)
        avant = set(correspondeur.premiers(profil_des_reponses(reponses), parmi))
        apres = set(correspondeur.premiers(profil_des_reponses(changer_une_reponse(reponses, hasard)), parmi))
        assert avant <= set(parmi) and len(avant & apres) >= 7


def test_l_ordre_entier_commence_par_les_premiers_puis_suit_la_correlation():
    correspondeur, profil = catalogue(60), Profil((18, 2, 4, 9, 12, 6))
    ordre, r = correspondeur.ordonner(profil), correspondeur.r(profil)
    assert sorted(ordre) == sorted(correspondeur.ids)
    assert ordre[:PREMIERS] == correspondeur.premiers(profil)
    for suite in (ordre[:PREMIERS], ordre[PREMIERS:]):
        assert [r[pk] for pk in suite] == sorted((r[pk] for pk in suite), reverse=True)


def test_le_meilleur_est_presque_toujours_parmi_les_premiers():
    correspondeur, hasard = catalogue(800), random.Random(8)
    profils = [profil_des_reponses(tirer_reponses(hasard, typees=True)) for _ in range(300)]
    utiles = [profil for profil in profils if not profil.est_plat]
    trouves = sum(max(correspondeur.r(p), key=correspondeur.r(p).get) in correspondeur.premiers(p) for p in utiles)
    assert trouves / len(utiles) > 0.9


def test_un_catalogue_vide_ou_court_se_lit():
    profil = Profil((18, 2, 4, 9, 12, 6))
    assert Correspondeur([]).ordonner(profil) == [] == Correspondeur([]).premiers(profil)
    court = catalogue(4)
    assert sorted(court.premiers(profil)) == list(court.ids)
    assert court.premiers(profil, [1, 2, 100]) == [100]
    assert mesurer_accord(Correspondeur([])).metiers == 0


def test_deux_metiers_pareils_gardent_l_ordre_du_catalogue():
    correspondeur = Correspondeur((pk, Attributs("R", "C")) for pk in range(30, 60))
    assert correspondeur.premiers(Profil((20, 0, 0, 0, 0, 9))) == list(range(30, 40))


def test_l_accord_compare_nos_valeurs_aux_lettres():
    accord = mesurer_accord(
        Correspondeur(
            [(1, Attributs("R", "C", (("R", 1.0),))), (2, Attributs("S", "", (("A", 1.0),))), (3, Attributs("I"))]
        )
    )
    assert (accord.metiers, accord.majeure, accord.avec_mineure, accord.deux_lettres) == (3, 1.0, 1, 1.0)
    assert (accord.renseignes, accord.majeure_seuls, accord.distincts) == (2, 0.5, 3)
