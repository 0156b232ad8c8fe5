import copy
import json
import random

import pytest

from orientibus.planification.champs import ErreurInstance
from orientibus.planification.instance import Arret, Instance
from orientibus.planification.lecture import interpreter, lire_instance
from orientibus.planification.solution import (
    Impossible,
    Plan,
    ecrire_reponse,
    interpreter_reponse,
    lire_reponse,
    publier,
)
from tests.orientibus.fabrique import COUTS, LUNDI, demande, document

HOSTILES = [
    ("schema", "autre/9", "schema"),
    ("calendar", [], "calendar"),
    ("calendar.0.date", "2026-02-30", "calendar[0].date"),
    ("calendar.0.date", "2026-09-08", "calendar[0].weekday"),
    ("calendar.1.date", "2026-09-15", "calendar[1].date"),
    ("calendar.6.working", True, "calendar[6].working"),
    ("slots.0.id", "NUIT", "slots[0].id"),
    ("slots.0.end", 900, "slots"),
    ("slots", [], "slots"),
    ("rules.break", -1, "rules.break"),
    ("rules.setup", 1.5, "rules.setup"),
    ("rules.setup", True, "rules.setup"),
    ("minutes.0.1", 7, "minutes[0]"),
    ("km", [[0]], "km"),
    ("places.1.id", "L0", "places[1].id"),
    ("buses.0.depot", "Atlantide", "buses[0].depot"),
    ("buses.0.unavailable", [{"from": "2026-09-09", "to": "2026-09-08"}], "buses[0].unavailable[0]"),
    ("requests.0.place", "Atlantide", "requests[0].place"),
    ("requests.0.duration", "WEEK", "requests[0].duration"),
    ("requests.0.size", "trente", "requests[0].size"),
    ("requests.0.open", {"9": ["AM"]}, "requests[0].open.9"),
    ("requests.0.open", {"1": ["DAY"]}, "requests[0].open.1[0]"),
    ("requests.1.id", "R0", "requests[1].id"),
    ("requests", "non", "requests"),
    ("confirmed", [{"request": "R9", "bus": "B1", "date": "2026-09-07", "slot": "AM"}], "confirmed[0].request"),
    ("replan", {"previous": []}, "replan.disturbance_cost"),
]


def _sain():
    return document([demande("R0"), demande("R1", "L1", "DAY")])


def _changer(donnees, chemin, valeur):
    *avant, dernier = chemin.split(".")
    for cle in avant:
        donnees = donnees[int(cle)] if isinstance(donnees, list) else donnees[cle]
    donnees[int(dernier) if isinstance(donnees, list) else dernier] = valeur


@pytest.mark.parametrize(("chemin", "valeur", "champ"), HOSTILES)
def test_une_instance_fausse_est_refusee_avec_le_fichier_et_le_champ(chemin, valeur, champ):
    donnees = _sain()
    _changer(donnees, chemin, valeur)
    with pytest.raises(ErreurInstance) as refus:
        interpreter(donnees, "tour.json")
    assert refus.value.champ == champ
    assert str(refus.value).startswith(f"tour.json : {champ} : ")


@pytest.mark.parametrize("contenu", ["", "[", "[]", "12", "null", '{"schema": "tour-calendar/1"}', "\udcff"])
def test_un_fichier_quelconque_est_refuse_sans_planter(tmp_path, contenu):
    fichier = tmp_path / "tour.json"
    fichier.write_bytes(contenu.encode("utf-8", "surrogateescape"))
    with pytest.raises(ErreurInstance, match="tour.json"):
        lire_instance(fichier)


def test_un_fichier_absent_est_dit(tmp_path):
    with pytest.raises(ErreurInstance, match="illisible"):
        lire_instance(tmp_path / "absent.json")


def _feuilles(valeur, chemin=()):
    suite = valeur.items() if isinstance(valeur, dict) else enumerate(valeur) if isinstance(valeur, list) else ()
    for cle, fils in suite:
        yield (*chemin, cle)
        yield from _feuilles(fils, (*chemin, cle))


def test_n_importe_quelle_valeur_n_importe_ou_donne_une_instance_ou_une_erreur_claire():
    alea = random.Random(5)
    sain = _sain()
    sain["replan"] = {
        "previous": [{"request": "R0", "bus": "B1", "date": "2026-09-08", "slot": "AM", "status": "confirmed"}],
        "frozen_before": "2026-09-08",
        "unavailable": [{"bus": "B1", "from": "2026-09-09", "to": "2026-09-09"}],
        "withdrawn": ["R1"],
        "disturbance_cost": COUTS,
    }
    chemins = list(_feuilles(sain))
    betises = [None, -1, 10**30, "", "x" * 5000, [], {}, True, [[]], {"id": {}}, 1.5, "0000-00-00"]
    refus = 0
    for _ in range(1500):
        donnees = copy.deepcopy(sain)
        ici = donnees
        *avant, dernier = alea.choice(chemins)
        for cle in avant:
            ici = ici[cle]
        if alea.random() < 0.2:
            del ici[dernier]
        else:
            ici[dernier] = alea.choice(betises)
        try:
            assert isinstance(interpreter(donnees), Instance)
        except ErreurInstance as erreur:
            refus += 1
            assert erreur.message
    assert refus > 1000


def test_une_reponse_ecrite_puis_relue_est_la_meme(tmp_path):
    plan = Plan("essai", (Arret("R0", "B1", LUNDI, "AM"), Arret("R1", "B1", LUNDI, "DAY")))
    for reponse in (plan, Impossible("essai", ("R0", "R1"))):
        fichier = tmp_path / "sortie.json"
        ecrire_reponse(reponse, fichier)
        assert lire_reponse(fichier) == reponse
        assert json.loads(fichier.read_text()) == publier(reponse)


@pytest.mark.parametrize("donnees", [[], {"status": "peut-être"}, {"status": "plan", "stops": [{}]}])
def test_une_reponse_illisible_est_refusee(donnees):
    with pytest.raises(ErreurInstance):
        interpreter_reponse(donnees)
