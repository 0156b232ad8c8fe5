"""The directory of guidance places: what a visitor asked, and the places that answer."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from commun.choix import OuiNon
from territoires.models import Departement, LieuOrientation, LieuOrientationQuerySet, PublicOriente, ReseauOrientation
from territoires.models.distance import RAYON_MAX_KM
from territoires.services.orientation import RAYON_MAX, RAYON_PAR_DEFAUT, RAYONS_PLUS_LARGES


@dataclass(frozen=True, slots=True)
class CriteresLieux:
    """What was asked and understood. ``centre``: a ``Commune`` or the visitor's ``ChezMoi``."""

    public: PublicOriente | None = None
    reseau: ReseauOrientation | None = None
    departement: Departement | None = None
    cep: bool = False
    accessible: bool = False
    centre: Any = None
    rayon: int = RAYON_PAR_DEFAUT
    partout: bool = False

    @property
    def autour(self) -> bool:
        """Whether the radius counts: a whole département, or the whole Région, has none."""
        return self.centre is not None and self.departement is None and not self.partout

    @property
    def affine(self) -> bool:
        """Whether something else than the two questions was asked."""
        return bool(self.reseau or self.departement or self.cep or self.accessible or self.partout)

    def parametres(self) -> dict[str, str]:
        """The address that says the same, whatever was put aside."""
        dits = {
            "public": self.public.code if self.public else "",
            "commune": self.centre.code_insee if self.centre else "",
            "rayon": str(self.rayon) if self.rayon != RAYON_PAR_DEFAUT else "",
            "reseau": self.reseau.code if self.reseau else "",
            "departement": self.departement.code if self.departement else "",
            "cep": "oui" if self.cep else "",
            "accessible": "oui" if self.accessible else "",
            "partout": "oui" if self.partout else "",
        }
        return {nom: valeur for nom, valeur in dits.items() if valeur}

    @property
    def adresse_60(self) -> str:
        """Up to 60 km."""
        return self.adresse(rayon="60")

    @property
    def adresse_partout(self) -> str:
        """The whole Région."""
        return self.adresse(partout="oui")

    def adresse(self, **changements: str) -> str:
        """The same address with some parameters changed; an empty value removes one."""
        parametres = {nom: valeur for nom, valeur in (self.parametres() | changements).items() if valeur}
        return f"?{urlencode(parametres)}" if parametres else "?"


def lieux_demandes(criteres: CriteresLieux) -> LieuOrientationQuerySet:
    """Places that answer, nearest first when a place is known."""
    lieux = LieuOrientation.objects.ouverts()
    if criteres.public:
        lieux = lieux.pour(criteres.public)
    if criteres.reseau:
        lieux = lieux.filter(reseau=criteres.reseau)
    if criteres.departement:
        lieux = lieux.filter(commune__departement=criteres.departement)
    if criteres.cep:
        lieux = lieux.filter(cep=OuiNon.OUI)
    if criteres.accessible:
        lieux = lieux.filter(accessible=OuiNon.OUI)
    if criteres.centre is not None:
        return lieux.autour_de(criteres.centre, criteres.rayon if criteres.autour else RAYON_MAX_KM)
    return lieux.order_by("commune__departement__code", "commune__nom", "nom", "slug")


def rayon_qui_repond(criteres: CriteresLieux) -> int | None:
    """The smallest wider radius within which there is an answer, when the one asked has none."""
    if not criteres.autour:
        return None
    plus_proche = lieux_demandes(replace(criteres, rayon=RAYON_MAX)).first()
    if plus_proche is None:
        return None
    distance: float = plus_proche.distance_km  # type: ignore[attr-defined]
    return next((r for r in RAYONS_PLUS_LARGES if r > criteres.rayon and distance <= r), None)
