"""What goes into the index of occupations and what comes out of it."""

from dataclasses import dataclass, field
from typing import Literal

Champ = Literal["code", "titre", "mot", "competence", "savoir", "definition", "contexte", "interet", "theme", "secteur"]


@dataclass(frozen=True, slots=True)
class Titre:
    """A name of the occupation, « Soudeur / Soudeuse » or in one gender only."""

    texte: str
    peu_usite: bool = False
    principal: bool = False
    officiel: bool = True


@dataclass(frozen=True, slots=True)
class DocumentMetier:
    """Everything by which an occupation can be found."""

    id: int
    code: str
    titres: tuple[Titre, ...]
    mots: tuple[str, ...] = ()
    competences_cle: tuple[str, ...] = ()
    competences: tuple[str, ...] = ()
    savoirs: tuple[str, ...] = ()
    definition: str = ""
    contextes: tuple[str, ...] = ()
    interets: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    secteurs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resultat:
    """An occupation found, with the place where the query met it.

    ``score`` only compares the results of one query; ``extrait`` is the text of ``champ`` that matched,
    a title in the gender that was typed.
    """

    metier_id: int
    score: float
    champ: Champ
    extrait: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title proposed while the person is typing."""

    texte: str
    metier_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Synonymes:
    """Everyday words and what they stand for in the catalogue, both in plain French."""

    entrees: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = field(default=())
