"""What the home page shows, read in a bounded number of queries whatever the size of the catalogue."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from django.conf import settings
from django.core.cache import cache as memoire
from django.db.models import Count, Q, QuerySet

from commun.dessins.carte import PointCarte
from metiers.models import CentreInteret, Famille, Metier, Theme
from territoires.models import Commune, Departement

METIERS_DU_JOUR = 6
DUREE_MEMOIRE = 300


@dataclass(frozen=True)
class Axe:
    """An axis of the plan, with the numbers of its measures."""

    numero: int
    titre: str
    ici: str
    mesures: range


@dataclass(frozen=True)
class Plan:
    """Titles of the regional plan; its indicators come with the dashboard."""

    titre: str
    vote: str
    axes: tuple[Axe, ...]

    @property
    def nombre_mesures(self) -> int:
        return self.axes[-1].mesures.stop - 1 if self.axes else 0


@cache
def _textes() -> dict[str, Any]:
    with (settings.DONNEES / "portail.toml").open("rb") as fichier:
        return tomllib.load(fichier)


@cache
def plan() -> Plan | None:
    """The plan of ``donnees/portail.toml``, if the Région has put one there."""
    texte = _textes().get("plan")
    if not texte:
        return None
    axes, premiere = [], 1
    for numero, axe in enumerate(texte["axe"], start=1):
        axes.append(Axe(numero, axe["titre"], axe["ici"], range(premiere, premiere + axe["mesures"])))
        premiere += axe["mesures"]
    return Plan(texte["titre"], texte["vote"], tuple(axes))


def _dans_l_ordre(objets: Any, codes: list[str]) -> list[Any]:
    par_code = {objet.code: objet for objet in objets.filter(code__in=codes)}
    return [par_code[code] for code in codes if code in par_code]


def envies() -> list[CentreInteret]:
    """Interests put forward."""
    return _dans_l_ordre(CentreInteret.objects, _textes().get("accueil", {}).get("interets", []))


def themes() -> list[Theme]:
    """Themes put forward."""
    return _dans_l_ordre(Theme.objects, _textes().get("accueil", {}).get("themes", []))


def familles() -> QuerySet[Famille]:
    """Families that have published occupations, with how many."""
    publies = Count("metiers", filter=Q(metiers__etat=Metier.Etat.PUBLIE))
    return Famille.objects.annotate(nombre=publies).filter(nombre__gt=0).order_by("ordre", "libelle")


def metiers_du_jour(jour: date) -> list[Metier]:
    """A few written occupations of different families; others tomorrow, the same for everyone today."""
    candidats = list(Metier.objects.publies().rediges().order_by("pk").values_list("pk", "famille_id"))
    Random(jour.toordinal()).shuffle(candidats)  # noqa: S311 - a showcase, not a secret
    choisis: dict[int | None, int] = {}
    for pk, famille in candidats:
        choisis.setdefault(famille, pk)
    cles = list(choisis.values())[:METIERS_DU_JOUR]
    cles += [pk for pk, _ in candidats if pk not in cles][: METIERS_DU_JOUR - len(cles)]
    par_cle = Metier.objects.select_related("famille").defer("definition_officielle", "acces_officiel").in_bulk(cles)
    return [par_cle[pk] for pk in cles]


def points_de_la_carte() -> list[PointCarte]:
    """Communes as dots; kept a few minutes, since they change with an import only."""
    points: list[PointCarte] | None = memoire.get("portail:points")
    if points is None:
        lignes = Commune.objects.order_by("code_insee").values_list(
            "latitude", "longitude", "departement__code", "population"
        )
        points = [PointCarte(lat, lon, code, population or 0) for lat, lon, code, population in lignes]
        memoire.set("portail:points", points, DUREE_MEMOIRE)
    return points


def noms_des_departements() -> dict[str, str]:
    """Names to write on the map."""
    return dict(Departement.objects.values_list("code", "nom"))
