"""The dot map: one dot per commune, larger where more people live, drawn as a few paths.

All the dots of a département and of a size are one ``<path>`` of zero-length strokes with round ends, so that a
map of 1,200 communes is about fifteen nodes and 5 KB compressed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, radians

Place = tuple[float, float]
"""Latitude, longitude."""

LARGEUR = 1000
MARGE = 30
KM_PAR_DEGRE = 111.2
"""Kilometres of a degree of latitude, on the sphere of ``commun.distances``."""
TAILLES = ((50_000, 30), (10_000, 19), (2_000, 12), (0, 8))
# Few communes are loaded: larger dots, so that the map still reads.
PEU_DE_POINTS, AGRANDISSEMENT = 500, 1.2


@dataclass(frozen=True)
class PointCarte:
    """A commune to draw. ``groupe`` is its département."""

    latitude: float
    longitude: float
    groupe: str
    population: int = 0


@dataclass(frozen=True)
class Trace:
    """The dots of one group and size."""

    rang: int
    epaisseur: int
    d: str


@dataclass(frozen=True)
class Repere:
    """A numbered marker and the line of the list beside the map."""

    numero: int
    libelle: str
    adresse: str
    x: int
    y: int


@dataclass(frozen=True)
class Cercle:
    """What is within a radius, as the projection shows it: an ellipse."""

    x: int
    y: int
    rx: int
    ry: int


@dataclass(frozen=True)
class EtiquetteGroupe:
    """Name of a département at the middle of its dots."""

    libelle: str
    x: int
    y: int


@dataclass(frozen=True)
class Carte:
    """Everything the template draws."""

    largeur: int
    hauteur: int
    traces: list[Trace] = field(default_factory=list)
    etiquettes: list[EtiquetteGroupe] = field(default_factory=list)
    fils: list[str] = field(default_factory=list)
    fonds: list[str] = field(default_factory=list)
    nombre: int = 0


@dataclass(frozen=True)
class Projection:
    """Plate carrée at the mean latitude: enough at the scale of a Région, and one multiplication a point."""

    ouest: float
    nord: float
    echelle_x: float
    echelle_y: float
    hauteur: int

    @classmethod
    def sur(cls, places: Iterable[Place]) -> "Projection":
        latitudes, longitudes = zip(*places, strict=True)
        etendue_x = (max(longitudes) - min(longitudes)) or 1.0
        etendue_y = (max(latitudes) - min(latitudes)) or 1.0
        echelle_x = (LARGEUR - 2 * MARGE) / etendue_x
        echelle_y = echelle_x / cos(radians((max(latitudes) + min(latitudes)) / 2))
        hauteur = round(etendue_y * echelle_y) + 2 * MARGE
        return cls(min(longitudes), max(latitudes), echelle_x, echelle_y, hauteur)

    def placer(self, latitude: float, longitude: float) -> tuple[int, int]:
        return (
            MARGE + round((longitude - self.ouest) * self.echelle_x),
            MARGE + round((self.nord - latitude) * self.echelle_y),
        )

    def cercle(self, latitude: float, longitude: float, rayon_km: float) -> Cercle:
        """Everything within a radius of a place."""
        x, y = self.placer(latitude, longitude)
        degres = rayon_km / KM_PAR_DEGRE
        return Cercle(x, y, round(degres / cos(radians(latitude)) * self.echelle_x), round(degres * self.echelle_y))


def _epaisseur(population: int) -> int:
    return next(taille for seuil, taille in TAILLES if population >= seuil)


def tracer(
    points: Iterable[PointCarte],
    noms: dict[str, str] | None = None,
    fils: Iterable[Sequence[Place]] = (),
    fonds: Sequence[Sequence[Place]] = (),
) -> tuple[Carte, Projection | None]:
    """Paths of the dots, in the order of the groups, large dots last; ``None`` for an empty map.

    Under the dots: ``fonds``, closed outlines, then ``fils``, lines such as a river.
    """
    liste = list(points)
    if not liste:
        return Carte(LARGEUR, 0), None
    projection = Projection.sur(
        [(p.latitude, p.longitude) for p in liste] + [place for fond in fonds for place in fond]
    )
    echelle = AGRANDISSEMENT if len(liste) < PEU_DE_POINTS else 1
    par_trace: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for point in liste:
        place = projection.placer(point.latitude, point.longitude)
        par_trace[point.groupe, round(_epaisseur(point.population) * echelle)].append(place)
    groupes = sorted({point.groupe for point in liste})
    traces = [
        Trace(groupes.index(groupe) % 5 + 1, epaisseur, _chemin(places))
        for (groupe, epaisseur), places in sorted(par_trace.items(), key=lambda item: (item[0][1], item[0][0]))
    ]
    etiquettes = [
        _etiquette(groupe, par_trace, nom) for groupe, nom in sorted((noms or {}).items()) if groupe in groupes
    ]
    lignes = [_courbe([projection.placer(*place) for place in fil]) for fil in fils]
    aires = [_contour([projection.placer(*place) for place in fond]) for fond in fonds]
    return Carte(LARGEUR, projection.hauteur, traces, etiquettes, lignes, aires, len(liste)), projection


def _contour(places: list[tuple[int, int]]) -> str:
    """A closed outline in relative moves."""
    (x0, y0), *_ = places
    pas = "".join(f"l{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(places))
    return f"M{x0} {y0}{pas}z".replace(" -", "-")


def _courbe(places: list[tuple[int, int]]) -> str:
    """A smooth line: quadratic curves through the middles of the segments."""
    (x0, y0), *suite = places
    morceaux = [f"M{x0} {y0}"]
    for (x1, y1), (x2, y2) in pairwise(suite):
        morceaux.append(f"Q{x1} {y1} {(x1 + x2) // 2} {(y1 + y2) // 2}")
    morceaux.append(f"L{places[-1][0]} {places[-1][1]}")
    return "".join(morceaux)


def _chemin(places: list[tuple[int, int]]) -> str:
    """Relative moves: shorter than absolute ones, and they compress better once sorted."""
    morceaux, precedent = [], (0, 0)
    for x, y in sorted(places):
        morceaux.append(f"m{x - precedent[0]} {y - precedent[1]}h0")
        precedent = (x, y)
    return "".join(morceaux).replace(" -", "-")


def _etiquette(groupe: str, par_trace: dict[tuple[str, int], list[tuple[int, int]]], nom: str) -> EtiquetteGroupe:
    places = [place for (code, _), liste in par_trace.items() if code == groupe for place in liste]
    return EtiquetteGroupe(nom, sum(x for x, _ in places) // len(places), sum(y for _, y in places) // len(places))
