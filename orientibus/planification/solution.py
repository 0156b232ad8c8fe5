"""What a planner answers, and the published format ``tour-calendar-solution/1``."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orientibus.planification.champs import Champ, ErreurInstance
from orientibus.planification.instance import Arret
from orientibus.planification.lecture import lire_json


@dataclass(frozen=True, slots=True)
class Plan:
    instance: str
    arrets: tuple[Arret, ...]


@dataclass(frozen=True, slots=True)
class Impossible:
    """Mandatory or confirmed requests that cannot be served together."""

    instance: str
    conflit: tuple[str, ...]


def publier(reponse: Plan | Impossible) -> dict[str, Any]:
    """The answer in the published format."""
    if isinstance(reponse, Impossible):
        return {"instance": reponse.instance, "status": "infeasible", "conflict": list(reponse.conflit)}
    return {
        "instance": reponse.instance,
        "status": "plan",
        "stops": [_publier_arret(a) for a in _ranges(reponse.arrets)],
    }


def ecrire_reponse(reponse: Plan | Impossible, fichier: Path) -> None:
    fichier.write_text(json.dumps(publier(reponse), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def lire_reponse(fichier: Path) -> Plan | Impossible:
    try:
        return interpreter_reponse(lire_json(fichier))
    except ErreurInstance as erreur:
        raise ErreurInstance(erreur.champ, erreur.message, erreur.fichier or fichier.name) from None


def interpreter_reponse(donnees: Any) -> Plan | Impossible:
    racine = Champ("", donnees)
    statut = racine["status"].parmi(("plan", "infeasible"), "statut")
    instance = racine.ou("instance", "").texte()
    if statut == "infeasible":
        return Impossible(instance, tuple(champ.code() for champ in racine["conflict"].liste()))
    return Plan(instance, tuple(_lire_arret(champ) for champ in racine["stops"].liste()))


def _ranges(arrets: Iterable[Arret]) -> list[Arret]:
    return sorted(arrets, key=lambda a: (a.jour, a.bus, a.creneau, a.demande))


def _publier_arret(arret: Arret) -> dict[str, str]:
    return {
        "request": arret.demande,
        "bus": arret.bus,
        "date": arret.jour.isoformat(),
        "slot": arret.creneau,
    }


def _lire_arret(champ: Champ) -> Arret:
    return Arret(champ["request"].code(), champ["bus"].code(), champ["date"].jour(), champ["slot"].code())
