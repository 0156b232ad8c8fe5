"""Legal clauses of an agreement, by section and age, from the dated set in force (``donnees/stages/clauses.toml``)."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from stages.services.regles import Regles


class ModeleAbsent(LookupError):
    """No set of clauses is in force on that day."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and whom it is for; an empty tuple means everyone."""

    titre: str
    texte: str
    reference: str
    sections: tuple[str, ...] = ()
    des: int = 0
    avant: int = 200

    def concerne(self, *, section: str, age: int) -> bool:
        return (not self.sections or section in self.sections) and self.des <= age < self.avant


@dataclass(frozen=True, slots=True)
class Modele:
    """A dated set of clauses."""

    code: str
    depuis: date
    clauses: tuple[Clause, ...]


@cache
def _modeles() -> tuple[Modele, ...]:
    donnees = tomllib.loads(Path(settings.DONNEES / "stages" / "clauses.toml").read_text(encoding="utf-8"))
    par_code: dict[str, list[Clause]] = {}
    for ligne in donnees["clause"]:
        ligne["sections"] = tuple(ligne.get("sections", ()))
        par_code.setdefault(ligne.pop("modele"), []).append(Clause(**ligne))
    modeles = [
        Modele(m["code"], date.fromisoformat(m["depuis"]), tuple(par_code[m["code"]])) for m in donnees["modele"]
    ]
    return tuple(sorted(modeles, key=lambda m: m.depuis))


def modele_au(jour: date) -> Modele:
    """The set in force on a day."""
    en_vigueur = [m for m in _modeles() if m.depuis <= jour]
    if not en_vigueur:
        raise ModeleAbsent(f"aucun modèle de convention au {jour:%d/%m/%Y}")
    return en_vigueur[-1]


def clauses_pour(modele: Modele, *, section: str, age: int, regles: Regles) -> Sequence[dict[str, str]]:
    """Title, text and reference of each clause that applies, with the values of the rules in it."""
    valeurs = {
        code: r.valeur if isinstance(r.valeur, dict) else str(r.valeur).replace(".", ",")
        for code, r in regles.par_code.items()
    }
    return [
        {"titre": c.titre, "texte": c.texte.format_map(valeurs), "reference": c.reference}
        for c in modele.clauses
        if c.concerne(section=section, age=age)
    ]
