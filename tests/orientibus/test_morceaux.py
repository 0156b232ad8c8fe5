"""Pieces of the plan, solved here or by a helper process; the helper lost on the way."""

import random
import time

import pytest

from orientibus.planification import faisabilite, solveur
from orientibus.planification.a_part import Aide, AideAbsente
from orientibus.planification.borne import borner
from orientibus.planification.etat import Etat
from orientibus.planification.faisabilite import gains_des_options, plan_promis
from orientibus.planification.lecture import interpreter
from orientibus.planification.morceaux import Atelier, Phase, decouper
from orientibus.planification.solveur import Reglages, planifier
from orientibus.planification.terrain import Terrain
from orientibus.planification.voisinages import GUIDES, Voisinages
from tests.orientibus.fabrique import COUTS, LUNDI, au_hasard, demande, instance, meilleur


@pytest.fixture
def terrain():
    return Terrain(interpreter(au_hasard(7)))


@pytest.fixture
def aide(terrain):
    aide = Aide(terrain)
    yield aide
    aide.abandonner()


def _morceau(terrain, phase=Phase.POIDS, **autres):
    etat = Etat(terrain, gains_des_options(terrain))
    toutes = [cellule.rang for cellule in terrain.cellules]
    return etat, decouper(etat, toutes, phase, secondes=20, graine=1, **autres)


def test_l_aide_donne_les_prix_puis_la_borne_puis_resout_comme_nous(terrain, aide):
    aide.demander_borne(cible=0, secondes=2)
    prix, borne = aide.recevoir_borne(), aide.recevoir_borne()
    assert prix.couts == borne.couts and borne.valeur <= prix.valeur
    assert borne.valeur >= meilleur(terrain.instance)[0]
    etat, morceau = _morceau(terrain, effort=2.0)
    ici, la_bas = Atelier(terrain, etat.gains).resoudre(morceau), aide.resoudre(morceau)
    assert ici.prouve and la_bas.prouve
    assert {o.rang for o in ici.options} == {o.rang for o in la_bas.options}
    assert all(option is terrain.options[option.rang] for option in la_bas.options)


def test_une_aide_perdue_se_dit(terrain, aide):
    aide.enfant.kill()
    aide.enfant.wait()
    with pytest.raises(AideAbsente):
        aide.demander_borne(cible=0, secondes=1)
        aide.recevoir_borne()


def test_sans_son_aide_le_plan_se_fait_quand_meme(monkeypatch):
    class Mourante(Aide):
        def demander_borne(self, **reste):
            self.enfant.kill()

    monkeypatch.setattr(solveur, "PETIT", -1)
    monkeypatch.setattr(solveur, "Aide", Mourante)
    inst = interpreter(au_hasard(11, 6))
    resultat = planifier(inst, Reglages(secondes=3, processus=2))
    assert resultat.bilan.cle == meilleur(inst)


def test_l_arret_n_attend_pas_la_borne_de_l_aide(monkeypatch):
    monkeypatch.setattr(solveur, "PETIT", -1)
    debut = time.monotonic()
    resultat = planifier(interpreter(au_hasard(12)), Reglages(secondes=600, processus=2, arret=lambda: True))
    assert resultat.bilan is not None and time.monotonic() - debut < 60


def test_un_morceau_dont_le_seuil_est_bas_ne_laisse_entrer_que_les_bonnes_options(terrain):
    borne = borner(terrain, cible=0, secondes=2)
    etat, morceau = _morceau(terrain, seuil=-1)
    assert Atelier(terrain, etat.gains, borne.couts).resoudre(morceau).options == []
    assert Atelier(terrain, etat.gains).resoudre(morceau).options


def test_chaque_maniere_de_tirer_donne_des_cellules_du_plan(terrain):
    etat, _ = _morceau(terrain)
    voisinages = Voisinages(terrain, random.Random(1))
    voisinages.recommencer(borner(terrain, cible=0, secondes=1))
    assert {m.genre for m in voisinages.manieres} == set(GUIDES)
    for _ in range(50):
        _, cellules = voisinages.tirer(etat)
        assert cellules and set(cellules) <= set(range(len(terrain.cellules)))


def test_l_horloge_donnee_est_celle_qui_mesure():
    lectures = iter(range(10**6))
    resultat = planifier(interpreter(au_hasard(3)), Reglages(secondes=9, processus=1, horloge=lambda: next(lectures)))
    assert resultat.secondes == int(resultat.secondes) > 0


def test_faute_de_temps_ce_qui_etait_annonce_reste(monkeypatch):
    """No answer of the exact search: what the event does not hit stays all the same."""
    lundi = LUNDI.isoformat()
    annonces = [
        {"request": code, "bus": "B1", "date": lundi, "slot": creneau, "status": "proposed"}
        for code, creneau in (("A", "AM"), ("B", "PM"))
    ]
    replan = {
        "previous": annonces,
        "frozen_before": "2026-09-01",
        "unavailable": [],
        "withdrawn": ["A"],
        "disturbance_cost": COUTS,
    }
    monkeypatch.setattr(faisabilite, "_deranger", lambda *arguments: None)
    terrain = Terrain(instance([demande("A"), demande("B")], replan=replan))
    base = plan_promis(terrain, secondes=1)
    assert [terrain.arret(o).demande for o in base.options] == ["B"] and base.derangement == 0 and base.prouve
