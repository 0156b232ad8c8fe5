"""The offers in memory: what the search, its facets, the sheet's panel and the simulator read. See ``docs/adr/0015``.

Nothing here changes between two states of the catalogue. Places left and open days do: they are never kept, they are
read at each request (``services/instant.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from commun.analyse import normaliser
from commun.distances import RAYON_TERRE_KM
from formations.recherche import IndexFormations
from formations.services.ensembles import Entiers, Groupes, Reels
from metiers.services.facettes import Facette, Repere
from metiers.services.memoire import Cle
from territoires.models.distance import Lieu

SANS_ETABLISSEMENT = -1


@dataclass(frozen=True, slots=True)
class RepereFormation:
    """What is known of a training without reading the database again. ``metiers``: ids; ``domaines``: codes."""

    id: int
    slug: str
    intitule: str
    niveau: int | None
    niveau_entree: int | None
    duree_mois: int | None
    nature: str
    type_diplome: str = ""
    metiers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    domaines: frozenset[str] = frozenset()
    voies: frozenset[str] = frozenset()
    certification: int | None = None
    specialites: frozenset[int] = frozenset()
    """Certifications chosen after a common first year."""


@dataclass(frozen=True, slots=True)
class RepereEtablissement:
    """What names and places an establishment."""

    id: int
    slug: str
    nom: str
    type: str
    commune: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Repertoire:
    """Active trainings by name, each with its active offers; a training without any has one empty place."""

    cle: Cle
    formations: tuple[RepereFormation, ...] = ()
    etablissements: tuple[RepereEtablissement, ...] = ()
    groupes: Groupes = field(default_factory=lambda: Groupes.de(()))
    offres: Entiers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Id of the offer at each position, 0 for an empty place or a guard."""
    etablissement_de: Entiers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Rank of the establishment at each position, ``SANS_ETABLISSEMENT`` for none."""
    facettes: Mapping[str, Facette] = field(default_factory=dict)
    metiers: Mapping[int, Repere] = field(default_factory=dict)
    index: IndexFormations = field(default_factory=lambda: IndexFormations(()))

    @cached_property
    def positions(self) -> dict[int, int]:
        """Position of each offer, by its id."""
        return {int(pk): position for position, pk in enumerate(self.offres) if pk}

    @cached_property
    def positions_par_etablissement(self) -> dict[int, list[int]]:
        """Positions of the offers of each establishment, by its id."""
        positions: dict[int, list[int]] = {}
        for position, rang in enumerate(self.etablissement_de):
            if rang >= 0:
                positions.setdefault(self.etablissements[rang].id, []).append(position)
        return positions

    @cached_property
    def mots_des_etablissements(self) -> list[list[str]]:
        """Words of the name and commune of each establishment."""
        return [normaliser(f"{e.nom} {e.commune}").split() for e in self.etablissements]

    @cached_property
    def rangs(self) -> dict[int, int]:
        """Rank of each training, by its id."""
        return {formation.id: rang for rang, formation in enumerate(self.formations)}

    @cached_property
    def par_metier(self) -> dict[int, list[int]]:
        """Ranks of the trainings that lead to each occupation."""
        rangs: dict[int, list[int]] = {}
        for rang, formation in enumerate(self.formations):
            for metier in formation.metiers:
                rangs.setdefault(metier, []).append(rang)
        return rangs

    @cached_property
    def _coordonnees(self) -> tuple[Reels, Reels]:
        latitudes = [np.nan if e.latitude is None else e.latitude for e in self.etablissements]
        longitudes = [np.nan if e.longitude is None else e.longitude for e in self.etablissements]
        return np.radians(latitudes), np.radians(longitudes)

    def distances(self, lieu: Lieu) -> Reels:
        """Kilometres to each establishment, rounded as ``commun.distances`` does; infinite where it is not placed."""
        latitudes, longitudes = self._coordonnees
        phi, lambda_ = np.radians(lieu.latitude), np.radians(lieu.longitude)
        sin_lat = np.sin((latitudes - phi) / 2)
        sin_lon = np.sin((longitudes - lambda_) / 2)
        corde = np.sqrt(np.minimum(1.0, sin_lat**2 + np.cos(phi) * np.cos(latitudes) * sin_lon**2))
        km = np.floor(2 * RAYON_TERRE_KM * np.arcsin(corde) * 10 + 0.5) / 10
        return np.where(np.isnan(km), np.inf, km)

    def distances_des_offres(self, lieu: Lieu) -> Reels:
        """Kilometres to the offer at each position; infinite at an empty place."""
        par_etablissement = np.append(self.distances(lieu), np.inf)
        km: Reels = par_etablissement[self.etablissement_de]
        return km

    def metier(self, slug: str) -> Repere | None:
        """A published occupation that a training leads to, by its slug."""
        return self._metiers_par_slug.get(slug)

    @cached_property
    def _metiers_par_slug(self) -> dict[str, Repere]:
        return {repere.slug: repere for repere in self.metiers.values()}
