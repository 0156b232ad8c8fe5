"""What the addresses of the lists say, checked value by value.

Unknown values never break a page: they are put aside, and the page says that they were not applied.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from metiers.interets import Profil, lire_profil
from metiers.services import pres_de_chez_moi
from metiers.services.exploration import TRIS, Criteres
from metiers.services.facettes import Catalogue
from territoires.services.chez_moi import RAYON_MAX, RAYON_MIN

LONGUEUR_Q = 120
VALEURS_MAX = 12
"""Values read for one parameter; an address with more is not one of ours."""
LONGUEUR_DITE = 40
CODE_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
RAYON = re.compile(r"[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lecture:
    """Criteria that were understood, and what was not."""

    criteres: Criteres
    ecartes: tuple[str, ...]
    commune: str = ""
    q_coupee: bool = False


def lire_criteres(parametres: QueryDict, catalogue: Catalogue) -> Lecture:
    """Read the parameters of ``/metiers/``."""
    ecartes: list[str] = []
    choix: dict[str, tuple[str, ...]] = {}
    for nom, facette in catalogue.facettes.items():
        connues: list[str] = []
        for valeur in _valeurs(parametres, nom):
            (connues if valeur in facette.valeurs else ecartes).append(valeur)
        if connues:
            choix[nom] = tuple(connues)
    tri = parametres.get("tri") or "pertinence"
    if tri not in TRIS:
        ecartes.append(tri)
        tri = "pertinence"
    commune = parametres.get("commune", "")
    if commune and not CODE_INSEE.fullmatch(commune):
        ecartes.append(commune)
        commune = ""
    q = " ".join(parametres.get("q", "").split())
    criteres = Criteres(q[:LONGUEUR_Q].strip(), choix, tuple(_valeurs(parametres, "competence")), tri)
    return Lecture(criteres, _dits(ecartes), commune, len(q) > LONGUEUR_Q)


@dataclass(frozen=True, slots=True)
class LectureProche:
    """What the address of ``/metiers/pres-de-chez-moi/`` says, its place apart. ``rayon``: ``None`` when not asked."""

    criteres: Criteres
    rayon: int | None
    profil: Profil | None
    ecartes: tuple[str, ...]


def lire_proches(parametres: QueryDict, catalogue: Catalogue, facettes: Iterable[str]) -> LectureProche:
    """Read the radius, the order, the facets and the interests profile; a radius out of bounds is brought back."""
    ecartes: list[str] = []
    choix: dict[str, tuple[str, ...]] = {}
    for nom in facettes:
        valeurs = _valeurs(parametres, nom)
        connues = tuple(v for v in valeurs if v in catalogue.facettes[nom].valeurs)
        ecartes += [v for v in valeurs if v not in connues]
        if connues:
            choix[nom] = connues
    tri = parametres.get("tri") or pres_de_chez_moi.PAR_DEFAUT
    if tri not in pres_de_chez_moi.TRIS:
        ecartes.append(tri)
        tri = pres_de_chez_moi.PAR_DEFAUT
    p = parametres.get("p", "")
    profil = lire_profil(p)
    if p and profil is None:
        ecartes.append(p)
    rayon = _rayon(parametres.get("rayon", ""), ecartes)
    return LectureProche(Criteres(choix=choix, tri=tri), rayon, profil, _dits(ecartes))


def _rayon(texte: str, ecartes: list[str]) -> int | None:
    """A whole number of kilometres between the bounds of the visitor's place."""
    if not texte:
        return None
    if not RAYON.fullmatch(texte):
        ecartes.append(texte)
        return None
    rayon = min(max(int(texte), RAYON_MIN), RAYON_MAX)
    if rayon != int(texte):
        ecartes.append(f"{texte} km")
    return rayon


def _dits(ecartes: list[str]) -> tuple[str, ...]:
    return tuple(valeur[:LONGUEUR_DITE] for valeur in ecartes[:VALEURS_MAX])


def _valeurs(parametres: QueryDict, nom: str) -> list[str]:
    """Distinct, non-empty values of a parameter, in their order."""
    return [v for v in dict.fromkeys(parametres.getlist(nom)[:VALEURS_MAX]) if v and len(v) <= 200]
