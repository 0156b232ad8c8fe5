"""The visitor's place, asked once and kept in the session. Nothing else is stored, and never a position."""

import math
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from typing import Any

from territoires.models import Commune

CLE = "chez_moi"
RAYON_MIN, RAYON_PAR_DEFAUT, RAYON_MAX = 5, 30, 60
LONGUEUR_NOM = 120


@dataclass(frozen=True, slots=True)
class ChezMoi:
    """A commune and a radius. It has coordinates, so ``autour_de`` takes it without any query."""

    code_insee: str
    nom: str
    departement: str
    latitude: float
    longitude: float
    rayon_km: int = RAYON_PAR_DEFAUT

    def __str__(self) -> str:
        return self.nom

    @property
    def libelle(self) -> str:
        return f"{self.nom} ({self.departement})"

    def est_sain(self) -> bool:
        """Whether values that came back from a session are what was put there."""
        textes = (self.code_insee, self.nom, self.departement)
        nombres = (self.latitude, self.longitude)
        return (
            all(isinstance(texte, str) and 0 < len(texte) <= LONGUEUR_NOM for texte in textes)
            and all(isinstance(n, float) and math.isfinite(n) for n in nombres)
            and abs(self.latitude) <= 90
            and abs(self.longitude) <= 180
            and type(self.rayon_km) is int
            and RAYON_MIN <= self.rayon_km <= RAYON_MAX
        )


def lire(session: "MutableMapping[str, Any] | None") -> ChezMoi | None:
    """The place kept in a session; ``None`` when there is none, or when it cannot be understood any more."""
    brut = session.get(CLE) if session is not None else None
    if not isinstance(brut, dict):
        return None
    try:
        lieu = ChezMoi(**brut)
    except TypeError:
        return None
    return lieu if lieu.est_sain() else None


def retenir(session: "MutableMapping[str, Any]", *, commune: Commune, rayon_km: int) -> ChezMoi:
    """Keep a commune (its département joined) and a radius."""
    lieu = ChezMoi(
        commune.code_insee,
        commune.nom,
        commune.departement.code,
        float(commune.latitude),
        float(commune.longitude),
        rayon_km,
    )
    session[CLE] = asdict(lieu)
    return lieu


def oublier(session: "MutableMapping[str, Any]") -> None:
    """Forget the place."""
    session.pop(CLE, None)
