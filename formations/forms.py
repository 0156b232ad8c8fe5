"""What the address of a page says, checked value by value.

Unknown values never break a page: they are put aside, and the page says that they were not applied.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from commun.nombres import entier
from formations.choices import TypeEtablissement
from formations.services.annuaire import CriteresEtablissement
from formations.services.exploration import PARTOUT, TRIS, Criteres
from metiers.services.facettes import Facette
from territoires.models import Commune
from territoires.services.chez_moi import RAYON_MAX, RAYON_PAR_DEFAUT, ChezMoi
from territoires.services.lecture_lieu import lire_lieu_nomme

LONGUEUR_Q = 120
VALEURS_MAX = 12
"""Values read for one parameter; an address with more is not one of ours."""
LONGUEUR_DITE = 40
NIVEAUX_DE_DEPART = ("0", "3", "4", "5", "6", "7")


@dataclass(frozen=True, slots=True)
class LieuLu:
    """The place understood, its radius, other communes of the same name, and what was not understood."""

    lieu: ChezMoi | None = None
    rayon: int = PARTOUT
    homonymes: tuple[Commune, ...] = ()
    ecartes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lecture:
    """Criteria that were understood, and what was not."""

    criteres: Criteres
    ecartes: tuple[str, ...]
    homonymes: tuple[Commune, ...] = ()
    q_coupee: bool = False


def lire_criteres(parametres: QueryDict, facettes: Iterable[Facette], chez_moi: ChezMoi | None) -> Lecture:
    """Read the parameters of ``/formations/``; the visitor's place stands where the address names none."""
    ecartes: list[str] = []
    choix: dict[str, tuple[str, ...]] = {}
    for facette in facettes:
        connues: list[str] = []
        for valeur in valeurs_de(parametres, facette.nom):
            (connues if valeur in facette.valeurs else ecartes).append(valeur)
        if connues:
            choix[facette.nom] = tuple(connues)
    lu = lire_lieu(parametres, chez_moi)
    tri = parametres.get("tri") or "pertinence"
    if tri not in TRIS:
        ecartes.append(tri)
        tri = "pertinence"
    q = " ".join(parametres.get("q", "").split())
    criteres = Criteres(q[:LONGUEUR_Q].strip(), choix, lu.lieu, lu.rayon, tri)
    return Lecture(criteres, ecourtes((*ecartes, *lu.ecartes)), lu.homonymes, len(q) > LONGUEUR_Q)


@dataclass(frozen=True, slots=True)
class LectureEtablissements:
    """Criteria of the list of establishments that were understood, and what was not."""

    criteres: CriteresEtablissement
    ecartes: tuple[str, ...]


def lire_etablissements(parametres: QueryDict, chez_moi: ChezMoi | None) -> LectureEtablissements:
    """Read the parameters of ``/etablissements/``."""
    lu = lire_lieu(parametres, chez_moi)
    genre = parametres.get("type", "")
    faux = [] if not genre or genre in TypeEtablissement.values else [genre]
    q = " ".join(parametres.get("q", "").split())[:LONGUEUR_Q].strip()
    criteres = CriteresEtablissement(q, "" if faux else genre, lu.lieu, lu.rayon)
    return LectureEtablissements(criteres, ecourtes((*faux, *lu.ecartes)))


@dataclass(frozen=True, slots=True)
class LectureParcours:
    """Where the person stands and what is aimed at, as typed; the place understood; what was not understood."""

    niveau: int
    vers: str
    diplome: str
    depuis: str
    lieu: ChezMoi | None
    ecartes: tuple[str, ...]


def lire_parcours(parametres: QueryDict, chez_moi: ChezMoi | None) -> LectureParcours:
    """Read the parameters of ``/formations/parcours/``."""
    lu = lire_lieu(parametres, chez_moi)
    niveau = parametres.get("niveau", "")
    faux = [] if not niveau or niveau in NIVEAUX_DE_DEPART else [niveau]
    vers, diplome, depuis = (
        " ".join(parametres.get(nom, "").split())[:LONGUEUR_Q].strip() for nom in ("vers", "diplome", "depuis")
    )
    acquis = int(niveau) if niveau and not faux else 0
    return LectureParcours(acquis, vers, diplome, depuis, lu.lieu, ecourtes((*faux, *lu.ecartes)))


def lire_lieu(parametres: QueryDict, chez_moi: ChezMoi | None) -> LieuLu:
    """The place named, else the visitor's own, and the radius around it. One query at most."""
    nomme = lire_lieu_nomme(parametres, chez_moi)
    lieu = _lieu_de(nomme.lieu) if isinstance(nomme.lieu, Commune) else chez_moi
    rayon, faux = _rayon(parametres.get("rayon", ""), lieu)
    return LieuLu(lieu, rayon, nomme.homonymes, (*([nomme.ecarte] if nomme.ecarte else []), *faux))


def _lieu_de(commune: Commune) -> ChezMoi:
    """A place named in an address, with the usual radius; nothing is kept of it."""
    position = float(commune.latitude), float(commune.longitude)
    return ChezMoi(commune.code_insee, commune.nom, commune.departement.code, *position, RAYON_PAR_DEFAUT)


def _rayon(texte: str, lieu: ChezMoi | None) -> tuple[int, list[str]]:
    """Kilometres around the place, and what could not be read."""
    defaut = PARTOUT if lieu is None else lieu.rayon_km
    if not texte:
        return defaut, []
    kilometres = entier(texte, 0, RAYON_MAX)
    if kilometres is None:
        return defaut, [texte]
    return (kilometres if lieu else PARTOUT), []


def valeurs_de(parametres: QueryDict, nom: str) -> list[str]:
    """Distinct, non-empty values of a parameter, in their order."""
    return [v for v in dict.fromkeys(parametres.getlist(nom)[:VALEURS_MAX]) if v and len(v) <= 200]


def ecourtes(ecartes: Iterable[str]) -> tuple[str, ...]:
    """What was put aside, as a page may repeat it."""
    return tuple(valeur[:LONGUEUR_DITE] for valeur in list(ecartes)[:VALEURS_MAX])
