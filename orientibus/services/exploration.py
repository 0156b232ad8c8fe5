"""Which stops a visitor asks to see, read from an address value by value. Unknown values never break a page."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from commun.nombres import entier
from orientibus.models import Bus
from territoires.models import Commune, Departement
from territoires.services.chez_moi import RAYON_MAX, RAYON_MIN, RAYON_PAR_DEFAUT, ChezMoi
from territoires.services.lecture_lieu import lire_lieu_nomme

LONGUEUR_DITE = 40
RAYONS = (10, 20, 30, 60)
PARTOUT = 0
_CLE = re.compile(r"[-a-zA-Z0-9_]{1,60}")
_MOIS = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class CriteresEtapes:
    """``rayon_km`` is ``None`` when nothing bounds the distance: ``commune`` then only measures it.

    ``mois``: the first day of the month asked. ``ouvertes``: only those to which anyone may come.
    """

    commune: Commune | ChezMoi | None = None
    rayon_km: int | None = None
    departement: Departement | None = None
    bus: Bus | None = None
    mois: date | None = None
    ouvertes: bool = False

    @property
    def adresse(self) -> str:
        """Query string of the search, without its question mark: reading it again gives the same search."""
        valeurs = {
            "commune": self.commune.code_insee if self.commune else "",
            "rayon": str(self.rayon_km or PARTOUT) if self.commune else "",
            "departement": self.departement.code if self.departement else "",
            "bus": self.bus.code if self.bus else "",
            "mois": f"{self.mois:%Y-%m}" if self.mois else "",
            "ouvertes": "oui" if self.ouvertes else "",
        }
        return urlencode({nom: valeur for nom, valeur in valeurs.items() if valeur})

    def sans(self, nom: str) -> "CriteresEtapes":
        """The same search without one of its criteria."""
        return replace(self, **{nom: getattr(CriteresEtapes(), nom)})


@dataclass(frozen=True, slots=True)
class LectureEtapes:
    """Criteria that were understood, and what was not."""

    criteres: CriteresEtapes
    ecartes: tuple[str, ...] = ()
    homonymes: tuple[Commune, ...] = ()


def lire_criteres(parametres: QueryDict, chez_moi: ChezMoi | None = None) -> LectureEtapes:
    """Read an address; ``chez_moi`` is used when it names no place and does not say « partout »."""
    lecteur = _Lecteur(parametres)
    nomme, rayon = lire_lieu_nomme(parametres, chez_moi), lecteur.rayon()
    if nomme.ecarte:
        lecteur.ecarter(nomme.ecarte)
    lieu = nomme.lieu or (None if lecteur.brut("ou") else chez_moi)
    if rayon is None and lieu is not None:
        if lieu is not chez_moi:
            rayon = RAYON_PAR_DEFAUT
        elif not lecteur.brut("departement"):
            rayon = chez_moi.rayon_km
    criteres = CriteresEtapes(
        commune=lieu,
        rayon_km=rayon or None if lieu else None,
        departement=lecteur.trouver("departement", Departement.objects.all()),
        bus=lecteur.trouver("bus", Bus.objects.en_service()),
        mois=lecteur.mois(),
        ouvertes=lecteur.brut("ouvertes") == "oui",
    )
    return LectureEtapes(criteres, tuple(lecteur.ecartes), nomme.homonymes)


class _Lecteur:
    def __init__(self, parametres: QueryDict) -> None:
        self._parametres = parametres
        self.ecartes: list[str] = []

    def brut(self, nom: str) -> str:
        return self._parametres.get(nom, "").replace("\0", "").strip()

    def ecarter(self, valeur: str) -> None:
        self.ecartes.append(valeur[:LONGUEUR_DITE])

    def trouver(self, nom: str, requete: Any) -> Any:
        valeur = self.brut(nom)
        if not valeur:
            return None
        trouve = requete.filter(code=valeur).first() if _CLE.fullmatch(valeur) else None
        if trouve is None:
            self.ecarter(valeur)
        return trouve

    def mois(self) -> date | None:
        valeur = self.brut("mois")
        lu = _MOIS.fullmatch(valeur)
        if valeur and not lu:
            self.ecarter(valeur)
        return date(int(lu[1]), int(lu[2]), 1) if lu else None

    def rayon(self) -> int | None:
        """Kilometres, 0 for everywhere, ``None`` when nothing is asked."""
        valeur = self.brut("rayon")
        if not valeur:
            return None
        kilometres = entier(valeur, 0, 999)
        if kilometres is None:
            self.ecarter(valeur)
            return None
        return kilometres and min(max(kilometres, RAYON_MIN), RAYON_MAX)
