"""What a yearly review says, as plain frozen values: the page, the PDF, the sheets and what is kept read nothing else.

A figure comes twice: ``valeur`` to compute with, ``ecrit`` to be read. Kept as JSON, it comes back equal to itself.
"""

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any


class ContenuIllisible(ValueError):
    """What was kept does not have the shape of a review."""


@dataclass(frozen=True, slots=True)
class ChiffreDuBilan:
    """A reading of the Région or of a place. ``valeur`` empty: not published by its source."""

    debut: date
    fin: date
    periode: str
    valeur: Decimal | None
    ecrit: str
    statut: str
    source: str
    revision: int
    demonstration: bool
    lieu_code: str = ""
    lieu: str = ""
    echelle: str = "region"
    avant: Decimal | None = None
    avant_ecrit: str = ""
    evolution: str = ""


@dataclass(frozen=True, slots=True)
class CibleDuBilan:
    """A number to start from or to reach, as the document gives it, and how far the last figure is."""

    nature: str
    valeur: Decimal
    ecrit: str
    le: date | None
    source: str
    distance: str


@dataclass(frozen=True, slots=True)
class IndicateurDuBilan:
    """An indicator over the year. ``releves`` empty: nothing was read for the year, which is not zero."""

    code: str
    libelle: str
    unite: str
    proposition: bool
    releves: tuple[ChiffreDuBilan, ...]
    lieux: tuple[ChiffreDuBilan, ...]
    cibles: tuple[CibleDuBilan, ...]
    suivi: str
    dernier: str


@dataclass(frozen=True, slots=True)
class JalonDuBilan:
    """A milestone that the year is about."""

    code: str
    libelle: str
    prevu: str
    fait_le: date | None
    situation: str
    phrase: str


@dataclass(frozen=True, slots=True)
class MesureDuBilan:
    """A measure at the end of the year."""

    numero: str
    titre: str
    etat: str
    etat_avant: str
    etat_de_la_regle: str
    decision: str
    decision_le: date | None
    raisons: tuple[str, ...]
    jalons: tuple[JalonDuBilan, ...]
    indicateurs: tuple[IndicateurDuBilan, ...]
    mots: str = ""


@dataclass(frozen=True, slots=True)
class AxeDuBilan:
    code: str
    titre: str
    mesures: tuple[MesureDuBilan, ...]


@dataclass(frozen=True, slots=True)
class PartDeSante:
    """How many measures in a state, and a year before; ``avant`` empty: the plan had not begun."""

    etat: str
    nombre: int
    avant: int | None


@dataclass(frozen=True, slots=True)
class EngagementDuBilan:
    partenaire: str
    libelle: str
    mesure: str
    pris_le: date | None
    echeance: date | None
    etat: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class ConventionDuBilan:
    partenaire: str
    objet: str
    mesures: str
    debut: date
    fin: date
    faits: tuple[str, ...]
    demonstration: bool


@dataclass(frozen=True, slots=True)
class DecisionDuBilan:
    comite: str
    le: date
    objet: str
    texte: str
    mesures: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class EffetDuBilan:
    nature: str
    mesure: str
    raison: str
    ancien_titre: str
    nouveau_titre: str
    le: date


@dataclass(frozen=True, slots=True)
class PropositionDuBilan:
    texte: str
    mesure: str
    voix: int


@dataclass(frozen=True, slots=True)
class EditionDuBilan:
    """The Grenelle of the year."""

    titre: str
    tenue_le: date | None
    etat: str
    contributions: int
    votes: int
    conclusions: str
    propositions: tuple[PropositionDuBilan, ...]
    effets: tuple[EffetDuBilan, ...]
    demonstration: bool


@dataclass(frozen=True, slots=True)
class ContenuDuBilan:
    """The whole review of a plan for a year, as it stands on ``arrete_le``."""

    plan: str
    titre: str
    nom_court: str
    nom_de_mesure: str
    region: str
    acte: str
    annee: int
    arrete_le: date
    annee_finie: bool
    introduction: str
    conclusion: str
    sante: tuple[PartDeSante, ...]
    axes: tuple[AxeDuBilan, ...]
    transversaux: tuple[IndicateurDuBilan, ...]
    engagements: tuple[EngagementDuBilan, ...]
    conventions: tuple[ConventionDuBilan, ...]
    decisions: tuple[DecisionDuBilan, ...]
    edition: EditionDuBilan | None
    demonstration: bool

    @property
    def mesures(self) -> list[MesureDuBilan]:
        return [mesure for axe in self.axes for mesure in axe.mesures]

    def indicateurs(self) -> Iterator[tuple[str, str, IndicateurDuBilan]]:
        """Axis, number of the measure, indicator; those of the whole plan last."""
        for axe in self.axes:
            for mesure in axe.mesures:
                for indicateur in mesure.indicateurs:
                    yield axe.code, mesure.numero, indicateur
        for indicateur in self.transversaux:
            yield "", "", indicateur

    def jalons_en(self, situation: str) -> int:
        return sum(j.situation == situation for m in self.mesures for j in m.jalons)


def figer(contenu: ContenuDuBilan) -> dict[str, Any]:
    """The review as JSON keeps it."""
    fige = json.loads(json.dumps(dataclasses.asdict(contenu), default=str, ensure_ascii=False))
    assert isinstance(fige, dict)  # noqa: S101 - a dataclass is a mapping
    return fige


def relire(fige: Any) -> ContenuDuBilan:
    """The review that was kept."""
    try:
        relu = _valeur(ContenuDuBilan, fige)
    except (TypeError, KeyError, ValueError, ArithmeticError) as erreur:
        raise ContenuIllisible("Le contenu gardé n'est pas celui d'un bilan.") from erreur
    assert isinstance(relu, ContenuDuBilan)  # noqa: S101 - what was asked for
    return relu


def empreinte(fige: Mapping[str, Any]) -> str:
    """SHA-256 of a kept content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(fige, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@cache
def _champs(classe: type) -> dict[str, Any]:
    return typing.get_type_hints(classe)


def _valeur(attendu: Any, lu: Any) -> Any:
    if isinstance(attendu, types.UnionType):
        return None if lu is None else _valeur(next(t for t in attendu.__args__ if t is not types.NoneType), lu)
    if typing.get_origin(attendu) is tuple:
        return tuple(_valeur(attendu.__args__[0], element) for element in lu)
    if dataclasses.is_dataclass(attendu):
        classe: Any = attendu
        return classe(**{nom: _valeur(genre, lu[nom]) for nom, genre in _champs(classe).items() if nom in lu})
    if attendu is date:
        return date.fromisoformat(lu)
    if attendu is Decimal:
        return Decimal(lu)
    if not isinstance(lu, attendu):
        raise TypeError(attendu)
    return lu
