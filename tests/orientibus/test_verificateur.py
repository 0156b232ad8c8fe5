"""The verifier alone, then against the published checker on thousands of spoiled plans."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from orientibus.planification.instance import Arret
from orientibus.planification.lecture import interpreter
from orientibus.planification.solution import Plan, publier
from orientibus.planification.solveur import Reglages, planifier
from orientibus.planification.verificateur import Verificateur
from tests.orientibus.fabrique import COUTS, LUNDI, REGLES, bus, demande, document, instance

MARDI, MERCREDI = LUNDI + timedelta(1), LUNDI + timedelta(2)


def _arret(code, jour=LUNDI, creneau="AM", car="B1"):
    return Arret(code, car, jour, creneau)


def _instance(**autres):
    demandes = [
        demande("DEMI"),
        demande("LOIN", "L3"),
        demande("PROCHE", "L1"),
        demande("SOIR", "L2", "EVE"),
        demande("JOUR", "L0", "DAY"),
        demande("DEUX", "L1", "MULTI2"),
    ]
    return instance(demandes, **autres)


def test_un_plan_sain_passe():
    plan = [
        _arret("DEMI"),
        _arret("PROCHE", creneau="PM"),
        _arret("JOUR", MARDI, "DAY"),
        _arret("DEUX", MERCREDI, "DAY"),
    ]
    juge = Verificateur(_instance())
    assert juge.refus(plan) == []
    bilan = juge.bilan(plan)
    assert (bilan.poids, bilan.servies, bilan.nuits, bilan.km) == (40, 4, 1, 60 + 60)


REFUS = [
    ([_arret("RIEN")], {}, "inconnu"),
    ([_arret("DEMI", creneau="EVE")], {}, "inconnu"),
    ([_arret("DEMI"), _arret("DEMI", MARDI)], {}, "deux fois"),
    ([_arret("DEMI"), _arret("PROCHE")], {}, "pris deux fois"),
    ([_arret("DEUX", creneau="DAY"), _arret("SOIR", creneau="EVE")], {}, "pendant un séjour"),
    ([_arret("LOIN"), _arret("DEMI", creneau="PM")], {}, "ne tiennent pas entre"),
    ([_arret("SOIR", creneau="EVE"), _arret("PROCHE", MARDI)], {}, "de repos"),
    ([_arret("DEMI", LUNDI - timedelta(1))], {}, "hors des dates"),
    ([_arret("DEMI", LUNDI + timedelta(6))], {}, "pas un jour travaillé"),
    ([_arret("DEMI")], {"buses": [bus(capacity=10)]}, "trop pour"),
    ([_arret("DEMI")], {"buses": [bus(equipment=[])]}, "n'a pas VR"),
    ([_arret("DEMI")], {"rules": REGLES | {"max_work_week": 100}}, "min de travail pour 100"),
    ([_arret("DEMI"), _arret("PROCHE", MARDI)], {"rules": REGLES | {"max_days_week": 1}}, "jours travaillés"),
    ([_arret("SOIR", creneau="EVE")], {"rules": REGLES | {"max_evenings_week": 0}}, "soirées"),
    ([_arret("LOIN")], {"rules": REGLES | {"max_drive_day": 100}}, "de conduite"),
    ([_arret("LOIN")], {"rules": REGLES | {"max_work_day": 300}}, "de travail"),
    ([_arret("LOIN")], {"rules": REGLES | {"max_span_day": 300}}, "d'amplitude"),
    ([], {"confirmed": [{"request": "DEMI", "bus": "B1", "date": "2026-09-07", "slot": "AM"}]}, "confirmé"),
    (
        [_arret("DEMI")],
        {"buses": [bus(unavailable=[{"from": "2026-09-07", "to": "2026-09-07", "reason": "vidange"}])]},
        "vidange",
    ),
]


@pytest.mark.parametrize(("plan", "autres", "motif"), REFUS, ids=[motif for _, _, motif in REFUS])
def test_un_plan_qui_enfreint_une_regle_est_refuse_avec_sa_raison(plan, autres, motif):
    refus = Verificateur(_instance(**autres)).refus(plan)
    assert any(motif in raison for raison in refus), refus


def test_toutes_les_raisons_sont_dites_pas_seulement_la_premiere():
    plan = [_arret("DEMI"), _arret("DEMI"), _arret("LOIN"), _arret("SOIR", MARDI, "EVE"), _arret("PROCHE", MERCREDI)]
    refus = Verificateur(_instance(buses=[bus(capacity=1)])).refus(plan)
    assert sum("trop pour" in raison for raison in refus) == 5
    assert any("deux fois" in raison for raison in refus)
    assert any("repos" in raison for raison in refus)


def test_une_demande_obligatoire_ou_fermee_ou_hors_classe_est_refusee():
    demandes = [demande("A", mandatory=True), demande("B", open={"1": ["PM"]}), demande("C", needs_school=True)]
    samedi = LUNDI + timedelta(5)
    refus = Verificateur(instance(demandes)).refus([_arret("B"), _arret("C", samedi)])
    assert any("obligatoire" in raison for raison in refus)
    assert any("fermé" in raison for raison in refus)
    assert any("jour de classe" in raison for raison in refus)


# --- against the published checker ----------------------------------------------------------------


def _spoliation(alea, arrets, inst):
    """One to three random changes."""
    arrets = list(arrets)
    for _ in range(alea.choice([1, 1, 1, 2, 3])):
        sorte = alea.randrange(7)
        rang = alea.randrange(len(arrets)) if arrets else 0
        if sorte == 0 and arrets:
            arrets.pop(rang)
        elif sorte == 1:
            d = alea.choice(inst.demandes)
            creneau = alea.choice(d.duree.placements)
            arrets.append(Arret(d.code, alea.choice(inst.bus).code, alea.choice(inst.jours).date, creneau))
        elif arrets:
            a = arrets[rang]
            change = {
                2: lambda a: {"bus": alea.choice(inst.bus).code},
                3: lambda a: {"jour": a.jour + timedelta(alea.choice([-7, -1, 1, 7]))},
                4: lambda a: {"creneau": alea.choice(["AM", "PM", "EVE", "DAY"])},
                5: lambda a: {"demande": alea.choice(inst.demandes).code},
                6: lambda a: {"jour": alea.choice(inst.jours).date},
            }[sorte]
            arrets[rang] = replace(a, **change(a))
    return arrets


def _avec_promesses(alea, donnees, arrets):
    """The same instance with confirmed stops, mandatory requests and, half the time, an announced plan."""
    donnees = donnees | {"requests": [dict(r) for r in donnees["requests"]]}
    publies = publier(Plan("x", tuple(arrets)))["stops"]
    donnees["confirmed"] = alea.sample(publies, 2)
    for r in alea.sample(donnees["requests"], 2):
        r["mandatory"] = r["id"] in {s["request"] for s in publies}
    if alea.random() < 0.5:
        car = alea.choice(donnees["buses"])["id"]
        jours = [c["date"] for c in donnees["calendar"]]
        debut = alea.randrange(7, len(jours) - 3)
        donnees["replan"] = {
            "previous": [s | {"status": alea.choice(["confirmed", "proposed"])} for s in publies],
            "frozen_before": jours[7],
            "unavailable": [{"bus": car, "from": jours[debut], "to": jours[debut + 2]}],
            "withdrawn": [alea.choice(publies)["request"]],
            "disturbance_cost": COUTS,
        }
    return donnees


@pytest.mark.donnees_officielles
@pytest.mark.parametrize("graine", range(4))
def test_le_verificateur_juge_comme_le_banc_d_essai_sur_des_plans_abimes(banc, graine):
    alea = random.Random(graine)
    donnees = banc.generer("essai", 60, 4, 9000 + graine)
    plan = planifier(interpreter(donnees), Reglages(secondes=1.5, graine=graine, processus=1)).reponse
    valides = invalides = 0
    for tour in range(800):
        if tour % 40 == 0:
            promis = _avec_promesses(alea, donnees, plan.arrets) if tour else donnees
            inst = interpreter(promis)
            juge = Verificateur(inst)
        arrets = _spoliation(alea, plan.arrets, inst) if tour % 40 else list(plan.arrets)
        attendu = banc.verifier(promis, publier(Plan(inst.nom, tuple(arrets))))
        refus = juge.refus(arrets)
        assert bool(refus) == (not attendu["valid"]), (arrets, refus, attendu["errors"])
        if refus:
            invalides += 1
            continue
        valides += 1
        bilan = juge.bilan(arrets)
        assert list(bilan.cle) == attendu["key"]
        assert bilan.taux == attendu["rate_permille"]
    assert valides > 20 and invalides > 200


@pytest.mark.donnees_officielles
def test_une_instance_publiee_se_lit_entiere(banc):
    donnees = document([])
    assert interpreter(donnees).demandes == ()
    inst = interpreter(banc.generer("essai", 30, 3, 1))
    assert len(inst.demandes) == 30 and len(inst.jours) == 21 and len(inst.bus) == 5
