"""« No more than two doors »: the right contact for who somebody is and where they live, with the reason why.

The rules are data (:class:`~territoires.models.Aiguillage`); nothing that a visitor answers is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from commun.choix import OuiNon
from territoires.models import Aiguillage, LieuOrientation, PublicOriente
from territoires.models.commune import Lieu

PORTES_MAX = 2
RAYON_PAR_DEFAUT = 20
RAYON_MIN, RAYON_MAX = 5, 100
RAYONS_PLUS_LARGES = (30, 60, RAYON_MAX)
LIEUX_LUS_MAX = 300
"""Nearest places looked at to choose the doors; more would all be further."""
RAYON_EN_BREF = 40
LIGNES_EN_BREF = 150


@dataclass(frozen=True, slots=True)
class Porte:
    """A place to go to, and why."""

    lieu: LieuOrientation
    raison: str


@dataclass(frozen=True, slots=True)
class DeuxPortes:
    """At most two doors. ``rayon_km`` is the radius that it took; ``ailleurs`` the best network when it is further."""

    portes: list[Porte] = field(default_factory=list)
    rayon_km: int = RAYON_PAR_DEFAUT
    elargi: bool = False
    ailleurs: Porte | None = None


def deux_portes(*, public: PublicOriente, lieu: Lieu, rayon_km: int) -> DeuxPortes:
    """The two first networks of the audience that have a place within the radius, wider when there is none."""
    regles = list(Aiguillage.objects.pour(public))
    reseaux = {regle.reseau_id for regle in regles}
    lus = LieuOrientation.objects.ouverts().pour(public).filter(reseau__in=reseaux).complets()
    proches = list(lus.autour_de(lieu, RAYON_MAX)[:LIEUX_LUS_MAX])
    for rayon in (rayon_km, *(r for r in RAYONS_PLUS_LARGES if r > rayon_km)):
        portes = _portes(regles, [place for place in proches if _distance(place) <= rayon or _a_distance(place)])
        if portes:
            return DeuxPortes(portes, rayon, rayon > rayon_km, _ailleurs(regles, proches, portes))
    return DeuxPortes(rayon_km=rayon_km)


def _a_distance(place: LieuOrientation) -> bool:
    """Received by phone or online: no distance makes it too far."""
    return place.a_distance == OuiNon.OUI


def _distance(place: LieuOrientation) -> float:
    return place.distance_km  # type: ignore[attr-defined]


def _portes(regles: Iterable[Aiguillage], proches: list[LieuOrientation]) -> list[Porte]:
    """The nearest place of each network, in the order of the rules."""
    portes = []
    for regle in regles:
        trouve = next((place for place in proches if place.reseau_id == regle.reseau_id), None)
        if trouve is not None:
            portes.append(Porte(trouve, regle.raison))
    return portes[:PORTES_MAX]


def _ailleurs(regles: list[Aiguillage], proches: list[LieuOrientation], portes: list[Porte]) -> Porte | None:
    """The nearest place of the audience's own network, when it was too far to be a door."""
    premier = regles[0].reseau_id
    if any(porte.lieu.reseau_id == premier for porte in portes):
        return None
    return next(iter(_portes(regles[:1], proches)), None)


@dataclass(frozen=True, slots=True)
class PorteEnBref:
    """A place and the audiences whose first door it is, for pages that do not know who reads them."""

    lieu: LieuOrientation
    publics: list[str]


def portes_en_bref(lieu: Lieu) -> list[PorteEnBref]:
    """In one query: around a place, nearest place of the networks that are the first door of most audiences.

    Between equals, the network that staff put first (``ordre``).
    """
    lus = (
        LieuOrientation.objects.ouverts()
        .autour_de(lieu, RAYON_EN_BREF)
        .filter(reseau__aiguillages__rang=1, reseau__aiguillages__public__tous=False)
        .annotate(pour=F("reseau__aiguillages__public__libelle"), ordre=F("reseau__aiguillages__public__ordre"))
        .select_related("reseau", "commune")
    )
    places: dict[int, LieuOrientation] = {}
    publics: dict[int, list[tuple[int, str]]] = {}
    for place in lus[:LIGNES_EN_BREF]:
        if places.setdefault(place.reseau_id, place).pk == place.pk:
            publics.setdefault(place.reseau_id, []).append((place.ordre, place.pour))
    choisis = sorted(places, key=lambda reseau: (-len(publics[reseau]), places[reseau].reseau.ordre))[:PORTES_MAX]
    return [PorteEnBref(places[reseau], [libelle for _, libelle in sorted(publics[reseau])]) for reseau in choisis]
