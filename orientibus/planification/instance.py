"""What a planner is given: calendar, places, buses, requests, promises. Frozen, checked on reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

CRENEAUX = ("AM", "PM", "EVE")
"""Slots of a day, in order."""


class Duree(StrEnum):
    DEMI_JOURNEE = "HALF"
    SOIREE = "EVE"
    JOURNEE = "DAY"
    DEUX_JOURS = "MULTI2"
    TROIS_JOURS = "MULTI3"

    @property
    def jours(self) -> int:
        return {Duree.DEUX_JOURS: 2, Duree.TROIS_JOURS: 3}.get(self, 1)

    @property
    def creneaux(self) -> int:
        """Slots occupied in all."""
        return 1 if self in (Duree.DEMI_JOURNEE, Duree.SOIREE) else 2 * self.jours

    @property
    def placements(self) -> tuple[str, ...]:
        """What a stop may name as its slot."""
        return {Duree.DEMI_JOURNEE: ("AM", "PM"), Duree.SOIREE: ("EVE",)}.get(self, ("DAY",))


class Statut(StrEnum):
    """What was announced of a stop of the previous plan."""

    CONFIRME = "confirmed"
    PROPOSE = "proposed"


@dataclass(frozen=True, slots=True)
class Creneau:
    code: str
    debut: int
    fin: int


@dataclass(frozen=True, slots=True)
class Regles:
    """Minutes and counts."""

    installation: int
    rangement: int
    pause: int
    conduite_jour: int
    travail_jour: int
    amplitude_jour: int
    repos: int
    travail_semaine: int
    jours_semaine: int
    soirees_semaine: int


@dataclass(frozen=True, slots=True)
class Jour:
    date: date
    jour_semaine: int
    ouvrable: bool
    scolaire: bool


@dataclass(frozen=True, slots=True)
class Lieu:
    code: str
    nom: str
    territoire: str


@dataclass(frozen=True, slots=True)
class Periode:
    """Dates, both included."""

    debut: date
    fin: date
    motif: str = ""

    def contient(self, jour: date) -> bool:
        return self.debut <= jour <= self.fin


@dataclass(frozen=True, slots=True)
class Bus:
    code: str
    territoire: str
    depot: str
    capacite: int
    equipement: frozenset[str]
    indisponibilites: tuple[Periode, ...]


@dataclass(frozen=True, slots=True)
class Demande:
    code: str
    lieu: str
    effectif: int
    poids: int
    duree: Duree
    fenetres: tuple[Periode, ...]
    ouvertures: Mapping[int, frozenset[str]]
    scolaire: bool
    equipement: frozenset[str]
    obligatoire: bool


@dataclass(frozen=True, slots=True, order=True)
class Arret:
    """A request served: ``jour`` is the first one of a stop of several days."""

    demande: str
    bus: str
    jour: date
    creneau: str


@dataclass(frozen=True, slots=True)
class Annonce:
    """A stop of the plan that was announced."""

    arret: Arret
    statut: Statut


@dataclass(frozen=True, slots=True)
class Panne:
    bus: str
    periode: Periode


@dataclass(frozen=True, slots=True)
class CoutsDerangement:
    autre_bus: int
    deplace_propose: int
    deplace_confirme: int
    abandonne_propose: int
    abandonne_confirme: int

    def deplace(self, statut: Statut) -> int:
        return self.deplace_confirme if statut is Statut.CONFIRME else self.deplace_propose

    def abandonne(self, statut: Statut) -> int:
        return self.abandonne_confirme if statut is Statut.CONFIRME else self.abandonne_propose


@dataclass(frozen=True, slots=True)
class Replanification:
    """An announced plan and what happened to it."""

    precedents: tuple[Annonce, ...]
    gele_avant: date
    pannes: tuple[Panne, ...]
    retirees: frozenset[str]
    couts: CoutsDerangement


@dataclass(frozen=True)
class Instance:
    nom: str
    jours: tuple[Jour, ...]
    creneaux: tuple[Creneau, ...]
    regles: Regles
    lieux: tuple[Lieu, ...]
    minutes: Sequence[Sequence[int]] = field(repr=False)
    km: Sequence[Sequence[int]] = field(repr=False)
    bus: tuple[Bus, ...]
    demandes: tuple[Demande, ...]
    confirmes: tuple[Arret, ...] = ()
    replanification: Replanification | None = None

    @cached_property
    def rang_lieu(self) -> dict[str, int]:
        """Row of a place in the matrices."""
        return {lieu.code: rang for rang, lieu in enumerate(self.lieux)}

    @cached_property
    def rang_jour(self) -> dict[date, int]:
        return {jour.date: rang for rang, jour in enumerate(self.jours)}

    @cached_property
    def demande_par_code(self) -> dict[str, Demande]:
        return {demande.code: demande for demande in self.demandes}

    @cached_property
    def bus_par_code(self) -> dict[str, Bus]:
        return {bus.code: bus for bus in self.bus}

    @cached_property
    def territoire_du_lieu(self) -> dict[str, str]:
        return {lieu.code: lieu.territoire for lieu in self.lieux}

    @property
    def retirees(self) -> frozenset[str]:
        """Requests that must not be served any more and leave every total."""
        return self.replanification.retirees if self.replanification else frozenset()
