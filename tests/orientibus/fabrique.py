"""Small instances in the published format, and the best plan by trying everything: slow, simple, without the solver."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from orientibus.planification.instance import Arret, Instance
from orientibus.planification.lecture import interpreter
from orientibus.planification.verificateur import Verificateur

LUNDI = date(2026, 9, 7)
REGLES = {
    "setup": 30,
    "teardown": 20,
    "break": 20,
    "max_drive_day": 240,
    "max_work_day": 600,
    "max_span_day": 720,
    "min_rest": 660,
    "max_work_week": 2400,
    "max_days_week": 5,
    "max_evenings_week": 2,
}
TOUT_OUVERT = {str(jour): ["AM", "PM", "EVE"] for jour in range(6)}
COUTS = {
    "same": 0,
    "other_bus": 1,
    "moved_proposed": 4,
    "moved_confirmed": 10,
    "dropped_proposed": 8,
    "dropped_confirmed": 20,
}


def calendrier(semaines: int) -> list[dict[str, Any]]:
    jours = [LUNDI + timedelta(rang) for rang in range(7 * semaines)]
    return [
        {
            "date": jour.isoformat(),
            "weekday": jour.weekday(),
            "working": jour.weekday() < 6,
            "school": jour.weekday() < 5,
        }
        for jour in jours
    ]


def demande(code: str, lieu: str = "L0", duree: str = "HALF", **autres: Any) -> dict[str, Any]:
    fin = (LUNDI + timedelta(5)).isoformat()
    return {
        "id": code,
        "place": lieu,
        "audience": "school",
        "size": 20,
        "flags": [],
        "weight": 10,
        "duration": duree,
        "windows": [{"from": LUNDI.isoformat(), "to": fin}],
        "open": TOUT_OUVERT,
        "needs_school": False,
        "equipment": ["VR"],
        "filed": "2026-06-01",
        "mandatory": False,
    } | autres


def bus(code: str = "B1", depot: str = "L0", **autres: Any) -> dict[str, Any]:
    base = {"id": code, "territory": "44", "depot": depot, "capacity": 40, "equipment": ["VR"], "unavailable": []}
    return base | autres


def document(demandes: list[dict[str, Any]], *, positions: tuple[int, ...] = (0, 30, 60, 90), **autres: Any) -> Any:
    """Places on a line, ``positions`` in minutes; a kilometre a minute."""
    trajets = [[abs(a - b) for b in positions] for a in positions]
    return {
        "schema": "tour-calendar/1",
        "name": "essai",
        "calendar": calendrier(1),
        "slots": [
            {"id": "AM", "start": 540, "end": 720},
            {"id": "PM", "start": 825, "end": 1005},
            {"id": "EVE", "start": 1110, "end": 1230},
        ],
        "rules": dict(REGLES),
        "places": [
            {"id": f"L{rang}", "name": f"Lieu {rang}", "territory": "44" if rang % 2 == 0 else "49"}
            for rang in range(len(positions))
        ],
        "minutes": trajets,
        "km": trajets,
        "buses": [bus()],
        "requests": demandes,
        "confirmed": [],
        "replan": None,
    } | autres


def instance(demandes: list[dict[str, Any]], **autres: Any) -> Instance:
    return interpreter(document(demandes, **autres))


def au_hasard(graine: int, nombre: int = 7, *, semaine_courte: int = 2400) -> Any:
    """A crowded week: few days, few buses, tight limits, every duration."""
    alea = random.Random(graine)
    positions = (0, *sorted(alea.sample(range(5, 110), 4)))
    demandes = []
    for rang in range(nombre):
        debut = alea.randrange(3)
        duree = alea.choice(["HALF", "HALF", "HALF", "EVE", "EVE", "DAY", "DAY", "MULTI2"])
        fin = debut + alea.randrange(2) + (duree == "MULTI2")
        ouvert = {str(j): (["AM", "PM"] if duree != "EVE" else ["EVE"]) for j in range(6)}
        if duree == "HALF" and alea.random() < 0.5:
            ouvert = {jour: [alea.choice(["AM", "PM"])] for jour in ouvert}
        fenetre = {"from": (LUNDI + timedelta(debut)).isoformat(), "to": (LUNDI + timedelta(fin)).isoformat()}
        code, lieu = f"R{rang}", f"L{alea.randrange(len(positions))}"
        poids = alea.choice([10, 10, 15, 20, 30])
        demandes.append(demande(code, lieu, duree, windows=[fenetre], open=ouvert, weight=poids))
    regles = REGLES | {"max_work_week": semaine_courte, "max_days_week": alea.choice([2, 3, 5]), "max_evenings_week": 1}
    cars = [bus("B1", "L0"), bus("B2", "L3", territory="49")][: alea.choice([1, 2])]
    return document(demandes, positions=positions, rules=regles, buses=cars)


def placements(inst: Instance, code: str) -> list[Arret]:
    juge = Verificateur(inst)
    essais = [
        Arret(code, car.code, jour.date, creneau)
        for car in inst.bus
        for jour in inst.jours
        for creneau in inst.demande_par_code[code].duree.placements
    ]
    return [a for a in essais if not juge.refus_isole(a) and not juge.refus_tournees([a])]


def tous_les_plans(inst: Instance) -> Iterator[list[Arret]]:
    """Every set of stops whose tours keep the rules. With the triangle inequality a broken part never mends."""
    juge = Verificateur(inst)
    choix = [[None, *placements(inst, d.code)] for d in inst.demandes if d.code not in inst.retirees]

    def suite(rang: int, faits: list[Arret]) -> Iterator[list[Arret]]:
        if rang == len(choix):
            yield faits
            return
        for arret in choix[rang]:
            if arret is None:
                yield from suite(rang + 1, faits)
            elif not juge.refus_tournees([*faits, arret]):
                yield from suite(rang + 1, [*faits, arret])

    return suite(0, [])


def meilleur(inst: Instance) -> tuple[int, ...] | None:
    """Score of the best valid plan; None when there is none."""
    juge = Verificateur(inst)
    cles = [juge.bilan(plan).cle for plan in tous_les_plans(inst) if not juge.refus(plan)]
    return max(cles, default=None)


def avec_obligatoires(inst: Instance, codes: set[str]) -> Instance:
    return replace(inst, demandes=tuple(replace(d, obligatoire=d.code in codes) for d in inst.demandes))
