"""Optima by brute force, bounds, determinism, promises that clash, least disturbance."""

import itertools
import random
import threading
import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from orientibus.planification import solveur
from orientibus.planification.borne import borner
from orientibus.planification.faisabilite import Base, Conflit, plan_promis
from orientibus.planification.instance import Arret
from orientibus.planification.lecture import interpreter
from orientibus.planification.recuit import Recuit
from orientibus.planification.relaxation import Relaxation
from orientibus.planification.solution import Impossible, Plan, publier
from orientibus.planification.solveur import PlanRefuse, Reglages, planifier
from orientibus.planification.terrain import Terrain
from orientibus.planification.verificateur import Verificateur
from tests.orientibus.fabrique import (
    COUTS,
    LUNDI,
    REGLES,
    au_hasard,
    avec_obligatoires,
    bus,
    demande,
    instance,
    meilleur,
)

VITE = Reglages(secondes=20, processus=1)
GRAINES = range(12)


@pytest.mark.parametrize("graine", GRAINES)
def test_le_plan_est_le_meilleur_de_tous_dans_l_ordre_des_buts(graine):
    inst = interpreter(au_hasard(graine, semaine_courte=2400 if graine % 2 else 1300))
    resultat = planifier(inst, VITE)
    assert resultat.bilan.cle == meilleur(inst)
    assert resultat.prouve and resultat.borne == resultat.bilan.poids and resultat.ecart == 0


@pytest.mark.parametrize("graine", GRAINES)
def test_les_voisinages_seuls_atteignent_aussi_l_optimum_des_petites_instances(graine, monkeypatch):
    """The road of the large instances: annealing, bound, neighbourhoods."""
    monkeypatch.setattr(solveur, "PETIT", -1)
    inst = interpreter(au_hasard(100 + graine, 6))
    resultat = planifier(inst, Reglages(secondes=1.5, processus=1, graine=graine))
    assert resultat.bilan.cle == meilleur(inst)


@pytest.mark.parametrize("graine", range(20))
def test_la_borne_n_est_jamais_sous_l_optimum(graine):
    inst = interpreter(au_hasard(200 + graine, 6, semaine_courte=1200))
    optimum = meilleur(inst)[0]
    assert borner(Terrain(inst), cible=0, secondes=0.3).valeur >= optimum


@pytest.mark.parametrize("pas", [None, 10, 25])
def test_des_prix_quelconques_donnent_une_borne(pas):
    alea = np.random.default_rng(3)
    for graine in range(6):
        inst = interpreter(au_hasard(300 + graine, 6, semaine_courte=1100))
        optimum = meilleur(inst)[0]
        relaxation = Relaxation(Terrain(inst), pas)
        for _ in range(5):
            prix = alea.integers(0, 20_000, len(inst.demandes))
            travail = None if pas else alea.integers(0, 30, relaxation.cellules)
            valeur = int(relaxation.evaluer(prix, travail).valeur.sum()) + int(prix.sum())
            valeur += 0 if travail is None else int(travail.sum()) * inst.regles.travail_semaine
            assert valeur >= 1000 * optimum


def test_la_relaxation_au_pas_d_une_minute_est_exacte_sans_repetition():
    """With prices that let each request be worth having once only, the cell's value is a real plan's."""
    inst = interpreter(au_hasard(7, 6))
    choix = Relaxation(Terrain(inst), 1).evaluer(np.zeros(len(inst.demandes), dtype=np.int64))
    assert int(choix.valeur.sum()) >= 1000 * meilleur(inst)[0]
    assert (choix.travail <= inst.regles.travail_semaine).all()


def test_meme_graine_meme_plan():
    inst = interpreter(au_hasard(5, 9))
    plans = [planifier(inst, replace(VITE, graine=4)).reponse for _ in range(2)]
    assert plans[0] == plans[1]


def test_le_recuit_ne_casse_aucune_regle():
    inst = interpreter(au_hasard(11, 30))
    recuit = Recuit(Terrain(inst), [d.poids for d in inst.demandes], graine=2)
    pas = itertools.count()
    plan = recuit.chercher(chaud=8, froid=1, avancement=lambda: next(pas) / 40)
    arrets = [recuit.terrain.arret(option) for option in plan]
    assert arrets and Verificateur(inst).refus(arrets) == []


def test_la_borne_se_calcule_aussi_a_part_et_deux_fils_travaillent(monkeypatch):
    monkeypatch.setattr(solveur, "PETIT", -1)
    inst = interpreter(au_hasard(21, 8))
    optimum, total = meilleur(inst)[0], sum(d.poids for d in inst.demandes)
    vus = []

    def suffit() -> bool:
        return bool(vus) and vus[-1].poids == optimum and vus[-1].borne < total

    resultat = planifier(inst, Reglages(secondes=120, processus=2, progres=vus.append, arret=suffit))
    assert resultat.bilan.cle[0] == optimum
    assert optimum <= resultat.borne < total or resultat.prouve


def test_l_avancement_est_dit_et_le_calcul_s_arrete_sur_demande(monkeypatch):
    monkeypatch.setattr(solveur, "PETIT", -1)
    stop, dits = threading.Event(), []

    def suivre(progres):
        dits.append(progres)
        if len(dits) == 2:
            stop.set()

    debut = time.monotonic()
    reglages = Reglages(secondes=120, processus=1, progres=suivre, arret=stop.is_set)
    resultat = planifier(interpreter(au_hasard(1, 9)), reglages)
    assert time.monotonic() - debut < 60
    assert isinstance(resultat.reponse, Plan) and resultat.bilan.poids > 0
    assert dits[0].borne >= dits[0].poids >= 0 and dits[0].etape


def test_une_instance_vide_donne_un_plan_vide():
    resultat = planifier(instance([]), VITE)
    assert resultat.reponse == Plan("essai", ()) and resultat.prouve and resultat.ecart == 0


def test_un_plan_que_le_verificateur_refuse_n_est_jamais_rendu(monkeypatch):
    monkeypatch.setattr(Verificateur, "refus", lambda self, arrets: ["faux"])
    with pytest.raises(PlanRefuse, match="faux"):
        planifier(interpreter(au_hasard(1, 4)), VITE)


# --- promises -------------------------------------------------------------------------------------


def _seul_jour(code, **autres):
    return demande(code, windows=[{"from": LUNDI.isoformat(), "to": LUNDI.isoformat()}], **autres)


def test_des_obligatoires_incompatibles_sont_nommees_et_pas_une_de_trop():
    demandes = [_seul_jour(c, open={"0": ["AM"]}, mandatory=True) for c in "AB"] + [_seul_jour("C", mandatory=True)]
    resultat = planifier(instance(demandes), VITE)
    assert resultat.reponse == Impossible("essai", ("A", "B")) and resultat.conflit_minimal


def test_un_arret_confirme_qui_enfreint_une_regle_est_nomme_seul():
    confirme = [{"request": "A", "bus": "B1", "date": "2026-09-13", "slot": "AM"}]
    resultat = planifier(instance([demande("A"), demande("B")], confirmed=confirme), VITE)
    assert resultat.reponse == Impossible("essai", ("A",))


@pytest.mark.parametrize("graine", range(10))
def test_le_conflit_est_un_vrai_conflit_minimal(graine):
    inst = interpreter(au_hasard(400 + graine, 7, semaine_courte=700))
    inst = avec_obligatoires(inst, {d.code for d in inst.demandes})
    reponse = plan_promis(Terrain(inst), secondes=10)
    if isinstance(reponse, Base):
        assert meilleur(inst) is not None
        return
    assert isinstance(reponse, Conflit) and reponse.minimal
    assert meilleur(_sans_les_autres(inst, reponse.codes)) is None
    for code in reponse.codes:
        assert meilleur(_sans_les_autres(inst, set(reponse.codes) - {code})) is not None


def _sans_les_autres(inst, codes):
    return replace(inst, demandes=tuple(d for d in inst.demandes if d.code in codes))


@pytest.mark.parametrize("graine", range(6))
def test_obligatoires_et_confirmes_restent_et_le_reste_est_au_mieux(graine):
    inst = interpreter(au_hasard(500 + graine, 6))
    libre = planifier(inst, VITE).reponse
    alea = random.Random(graine)
    confirme = alea.choice(libre.arrets)
    laissees = [d.code for d in inst.demandes if d.code not in {a.demande for a in libre.arrets}]
    promis = replace(avec_obligatoires(inst, set(laissees[:1])), confirmes=(confirme,))
    resultat, attendu = planifier(promis, VITE), meilleur(promis)
    if attendu is None:
        assert isinstance(resultat.reponse, Impossible)
    else:
        assert confirme in resultat.reponse.arrets and resultat.bilan.cle == attendu


def _replanification(graine, nombre=6):
    """The best plan announced, a bus broken down one day, a request withdrawn, nothing before Tuesday may move."""
    donnees = au_hasard(graine, nombre)
    arrets = publier(planifier(interpreter(donnees), VITE).reponse)["stops"]
    alea = random.Random(graine)
    jour = (LUNDI + timedelta(alea.randrange(1, 3))).isoformat()
    panne = {"from": jour, "to": jour, "reason": "panne"}
    donnees["buses"][0]["unavailable"] = [panne]
    donnees["replan"] = {
        "previous": [a | {"status": alea.choice(["confirmed", "proposed"])} for a in arrets],
        "frozen_before": (LUNDI + timedelta(1)).isoformat(),
        "unavailable": [{"bus": "B1", "from": jour, "to": jour}],
        "withdrawn": [alea.choice(arrets)["request"]],
        "disturbance_cost": COUTS,
    }
    return donnees


@pytest.mark.parametrize("graine", range(600, 612))
def test_le_nouveau_plan_derange_le_moins_possible_puis_sert_au_mieux(graine):
    inst = interpreter(_replanification(graine))
    resultat, attendu = planifier(inst, VITE), meilleur(inst)
    if attendu is None:
        assert isinstance(resultat.reponse, Impossible)
        return
    assert resultat.bilan.cle == attendu
    assert resultat.derangement_prouve


def test_sans_evenement_rien_ne_bouge():
    donnees = _replanification(601)
    donnees["buses"][0]["unavailable"], donnees["replan"]["unavailable"] = [], []
    donnees["replan"]["withdrawn"] = []
    inst = interpreter(donnees)
    anciens = {annonce.arret for annonce in inst.replanification.precedents}
    resultat = planifier(inst, VITE)
    assert resultat.bilan.derangement == 0 and anciens <= set(resultat.reponse.arrets)


def test_une_demande_urgente_prend_la_place_qui_derange_le_moins():
    """It fits on Monday morning only: what is there moves to the afternoon rather than being dropped."""
    demandes = [_seul_jour("U", open={"0": ["AM"]}, mandatory=True), _seul_jour("A", weight=50)]
    annonce = {"request": "A", "bus": "B1", "date": LUNDI.isoformat(), "slot": "AM", "status": "proposed"}
    replan = {
        "previous": [annonce],
        "frozen_before": "2026-09-01",
        "unavailable": [],
        "withdrawn": [],
        "disturbance_cost": COUTS,
    }
    resultat = planifier(instance(demandes, replan=replan), VITE)
    assert set(resultat.reponse.arrets) == {Arret("U", "B1", LUNDI, "AM"), Arret("A", "B1", LUNDI, "PM")}
    assert resultat.bilan.derangement == COUTS["moved_proposed"]
    deux_bus = instance(demandes, replan=replan, buses=[bus(), bus("B2")])
    assert planifier(deux_bus, VITE).bilan.derangement == 0


def test_une_semaine_trop_pleine_laisse_la_moins_lourde():
    demandes = [demande(f"R{rang}", weight=10 + rang) for rang in range(4)]
    resultat = planifier(instance(demandes, rules=REGLES | {"max_work_week": 3 * 230}), VITE)
    assert {a.demande for a in resultat.reponse.arrets} == {"R1", "R2", "R3"}


@pytest.mark.donnees_officielles
@pytest.mark.parametrize("graine", range(2))
def test_le_banc_d_essai_accepte_plans_et_conflits(banc, graine):
    donnees = banc.generer("essai", 40, 3, 700 + graine)
    resultat = planifier(interpreter(donnees), Reglages(secondes=6, processus=1))
    rendu = banc.verifier(donnees, publier(resultat.reponse))
    assert rendu["valid"] and rendu["key"] == list(resultat.bilan.cle)
    for r in donnees["requests"]:
        r["mandatory"] = True
    resultat = planifier(interpreter(donnees), VITE)
    if isinstance(resultat.reponse, Impossible):
        rendu = banc.verifier(donnees, publier(resultat.reponse))
        assert rendu["valid"] and rendu["conflict_minimal"]
