"""What the address of the occupations that recruit says, checked value by value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from metiers.forms import LONGUEUR_DITE, VALEURS_MAX, valeurs_de
from metiers.interets import Profil, lire_profil
from metiers.services import pres_de_chez_moi
from metiers.services.exploration import Criteres
from metiers.services.facettes import Catalogue
from territoires.services.chez_moi import RAYON_MAX, RAYON_MIN

RAYON = re.compile(r"[0-9]{1,4}", re.ASCII)


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
        demandees = valeurs_de(parametres, nom)
        connues = tuple(v for v in demandees if v in catalogue.facettes[nom].valeurs)
        ecartes += [v for v in demandees if v not in connues]
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
    dits = tuple(valeur[:LONGUEUR_DITE] for valeur in ecartes[:VALEURS_MAX])
    return LectureProche(Criteres(choix=choix, tri=tri), rayon, profil, dits)


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
