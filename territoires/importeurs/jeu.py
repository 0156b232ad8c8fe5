"""What both importers read into, before anything is compared or written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from commun.importation import Refus


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row was read."""

    fichier: str
    ligne: int


@dataclass(slots=True)
class Rangee:
    """One row: its key, its fields, its links (by key) and where it comes from."""

    cle: str
    champs: dict[str, Any]
    liens: dict[str, str]
    ou: Provenance

    def refus(self, table: str, raison: str) -> Refus:
        return Refus(raison, table=table, fichier=self.ou.fichier, ligne=self.ou.ligne, cle=self.cle)


@dataclass(slots=True)
class LigneCommune(Rangee):
    """A commune, with its postal codes and its former communes (INSEE code, name)."""

    codes_postaux: tuple[str, ...] = ()
    anciennes: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Jeu:
    """A whole data set. A list that the source does not speak of is empty, and nothing is changed for it."""

    regions: list[Rangee] = field(default_factory=list)
    departements: list[Rangee] = field(default_factory=list)
    territoires: list[Rangee] = field(default_factory=list)
    bassins: list[Rangee] = field(default_factory=list)
    epci: list[Rangee] = field(default_factory=list)
    communes: list[LigneCommune] = field(default_factory=list)
    referents: list[Rangee] = field(default_factory=list)


def doublons(table: str, rangees: Iterable[Rangee]) -> list[Refus]:
    """Rows whose key was already used."""
    vues: Counter[str] = Counter()
    fautes = []
    for rangee in rangees:
        vues[rangee.cle] += 1
        if vues[rangee.cle] > 1:
            fautes.append(rangee.refus(table, "code déjà employé plus haut"))
    return fautes


def liens_inconnus(table: str, rangees: Iterable[Rangee], connus: dict[str, set[str]]) -> list[Refus]:
    """Rows that name a département, an EPCI… that nobody knows."""
    return [
        rangee.refus(table, f"{lien} inconnu : « {cle} »")
        for rangee in rangees
        for lien, cle in rangee.liens.items()
        if cle and cle not in connus[lien]
    ]
