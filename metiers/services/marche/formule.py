"""The formula of the hiring potential, as ``donnees/emploi/potentiel.toml`` writes it: what is published computes."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Terme:
    """One term: its weight, and how a figure becomes a part between 0 and 1."""

    code: str
    libelle: str
    poids: int
    echelle: str
    bas: float
    haut: float
    unite: str
    phrase: str
    source: str

    def part(self, valeur: float) -> float:
        """0 at ``bas``, 1 at ``haut``, the other way round on the ``inverse`` scale."""
        if self.echelle == "log":
            if valeur <= 0:
                return 0.0
            brute = math.log(valeur / self.bas) / math.log(self.haut / self.bas)
        else:
            brute = (valeur - self.bas) / (self.haut - self.bas)
        bornee = min(1.0, max(0.0, brute))
        return 1.0 - bornee if self.echelle == "inverse" else bornee


@dataclass(frozen=True, slots=True)
class Seuil:
    """A step and the score from which it is given."""

    niveau: int
    a_partir_de: float


@dataclass(frozen=True, slots=True)
class Explication:
    """The whole formula as data, for its public page."""

    depuis: str
    source: str
    resume: str
    hors_champ: tuple[str, ...]
    hors_champ_raison: str
    limites: tuple[str, ...]
    termes: tuple[Terme, ...]
    seuils: tuple[Seuil, ...]

    def score(self, parts: Mapping[str, float]) -> float:
        """Mean of the present terms by their weights: a term without a figure leaves its weight to the others."""
        presents = [(terme.poids, parts[terme.code]) for terme in self.termes if terme.code in parts]
        return sum(poids * part for poids, part in presents) / sum(poids for poids, _ in presents)

    def niveau(self, score: float) -> int:
        """The step of a score."""
        return max((seuil.niveau for seuil in self.seuils if score >= seuil.a_partir_de), default=0)

    def terme(self, code: str) -> Terme:
        """A term by its code."""
        return next(terme for terme in self.termes if terme.code == code)


@cache
def explication() -> Explication:
    """Terms, weights, steps and sources, as they compute."""
    with (settings.DONNEES / "emploi" / "potentiel.toml").open("rb") as fichier:
        lu = tomllib.load(fichier)
    termes = tuple(Terme(**terme) for terme in lu.pop("terme"))
    seuils = tuple(Seuil(**seuil) for seuil in lu.pop("seuil"))
    hors_champ, limites = tuple(lu.pop("hors_champ")), tuple(lu.pop("limites"))
    return Explication(**lu, hors_champ=hors_champ, limites=limites, termes=termes, seuils=seuils)
