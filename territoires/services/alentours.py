"""What lies within a radius: communes, employment basins, départements; and the dots to draw it. One query."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from commun.dessins.carte import PointCarte
from commun.distances import distance_km
from territoires.models import Commune
from territoires.models.commune import Lieu

CHAMPS = (
    "code_insee", "nom", "latitude", "longitude", "population", "departement__code", "departement__nom",
    "departement__region__code", "bassin__code", "bassin__nom",
)  # fmt: skip
DEDANS = "dedans"
"""Group of the dots within the radius; the others have none."""


@dataclass(frozen=True, slots=True)
class BassinProche:
    """An employment basin with communes within the radius, seen from its largest commune there."""

    code: str
    nom: str
    chef_lieu: str
    code_insee: str
    latitude: float
    longitude: float
    communes: int


@dataclass(frozen=True, slots=True)
class Alentours:
    """Basins: those with most communes within the radius first. ``sans_bassin``: communes of no known basin."""

    communes: int
    bassins: tuple[BassinProche, ...]
    departements: tuple[tuple[str, str], ...]
    region: str
    sans_bassin: int = 0
    points: list[PointCarte] = field(default_factory=list)


class _Ligne(NamedTuple):
    code_insee: str
    nom: str
    latitude: float
    longitude: float
    population: int | None
    departement: str
    nom_departement: str
    region: str
    bassin: str | None
    nom_bassin: str | None


def alentours(lieu: Lieu, rayon_km: float) -> Alentours:
    """Everything within ``rayon_km`` of a place, as the crow flies."""
    points: list[PointCarte] = []
    par_bassin: dict[str, list[_Ligne]] = defaultdict(list)
    for commune in map(_Ligne._make, Commune.objects.actives().order_by("code_insee").values_list(*CHAMPS)):
        proche = distance_km(lieu.latitude, lieu.longitude, commune.latitude, commune.longitude) <= rayon_km
        groupe = DEDANS if proche else ""
        points.append(PointCarte(commune.latitude, commune.longitude, groupe, commune.population or 0))
        if proche:
            par_bassin[commune.bassin or ""].append(commune)
    dedans = [commune for communes in par_bassin.values() for commune in communes]
    sans_bassin = len(par_bassin.pop("", ()))
    bassins = [_bassin(code, communes) for code, communes in par_bassin.items()]
    return Alentours(
        communes=len(dedans),
        bassins=tuple(sorted(bassins, key=lambda b: (-b.communes, b.code))),
        departements=tuple(sorted({(c.departement, c.nom_departement) for c in dedans})),
        region=min((c.region for c in dedans), default=""),
        sans_bassin=sans_bassin,
        points=points,
    )


def _bassin(code: str, communes: list[_Ligne]) -> BassinProche:
    chef = max(communes, key=lambda c: (c.population or 0, c.code_insee))
    return BassinProche(
        code, chef.nom_bassin or code, chef.nom, chef.code_insee, chef.latitude, chef.longitude, len(communes)
    )
