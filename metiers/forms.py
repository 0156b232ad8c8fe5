"""What the address of the search page says, checked value by value.

Unknown values never break a page: they are put aside, and the page says that they were not applied.
"""

from dataclasses import dataclass

from django.http import QueryDict

from metiers.interets import lire_profil
from metiers.services.exploration import TRI_INTERETS, TRI_POTENTIEL, TRIS, Criteres
from metiers.services.facettes import Catalogue
from territoires.services.lecture_lieu import CODE_INSEE

LONGUEUR_Q = 120
VALEURS_MAX = 12
"""Values read for one parameter; an address with more is not one of ours."""
LONGUEUR_DITE = 40


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
        for valeur in valeurs_de(parametres, nom):
            (connues if valeur in facette.valeurs else ecartes).append(valeur)
        if connues:
            choix[nom] = tuple(connues)
    p = parametres.get("p", "")
    profil = lire_profil(p)
    if p and (profil is None or profil.est_plat):
        ecartes.append(p)
        profil = None
    tri = parametres.get("tri") or "pertinence"
    if tri not in (*TRIS, TRI_POTENTIEL) and not (tri == TRI_INTERETS and profil):
        ecartes.append(tri)
        tri = "pertinence"
    commune = parametres.get("commune", "")
    if commune and not CODE_INSEE.fullmatch(commune):
        ecartes.append(commune)
        commune = ""
    q = " ".join(parametres.get("q", "").split())
    criteres = Criteres(q[:LONGUEUR_Q].strip(), choix, tuple(valeurs_de(parametres, "competence")), tri, profil)
    return Lecture(criteres, tuple(v[:LONGUEUR_DITE] for v in ecartes[:VALEURS_MAX]), commune, len(q) > LONGUEUR_Q)


def valeurs_de(parametres: QueryDict, nom: str) -> list[str]:
    """Distinct, non-empty values of a parameter, in their order."""
    return [v for v in dict.fromkeys(parametres.getlist(nom)[:VALEURS_MAX]) if v and len(v) <= 200]
