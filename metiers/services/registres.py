"""What higher apps add to occupations: they inscribe here, and occupations know nothing of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commun.registre import Registre

volets_de_fiche = Registre("volets de la fiche d'un métier")
"""``(metier, lieu, requete) -> VoletDeFiche | None``; ``lieu``: ``ChezMoi`` or ``Commune`` or ``None``."""

formations_vers = Registre("formations qui mènent à des métiers")
"""``(metier_ids, lieu) -> dict[int, FormationsVers]``: a bounded number of queries, whatever the number of ids."""

apres_import_rome = Registre("ce qui suit un import du ROME")
"""``() -> None``: called in the transaction of the import, since codes may have changed meaning."""


@dataclass(frozen=True, slots=True)
class VoletDeFiche:
    """A part of the sheet: a template and its context. ``place``: « principal » or « cote »."""

    gabarit: str
    contexte: Mapping[str, Any]
    place: str = "principal"


@dataclass(frozen=True, slots=True)
class FormationsVers:
    """Trainings that lead to an occupation, seen from a place.

    ``plus_proche_km``: kilometres to the nearest offer, ``None`` without a place or an offer. ``exemples``: label and
    address of up to three trainings, nearest first.
    """

    nombre: int
    plus_proche_km: float | None = None
    niveaux: tuple[int, ...] = ()
    exemples: tuple[tuple[str, str], ...] = field(default=())
