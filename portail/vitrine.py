"""What the home page shows, read in a bounded number of queries whatever the size of the catalogue."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from random import Random
from typing import Any

from django.db.models import Count, Q, QuerySet

from metiers.models import CentreInteret, Famille, Metier, Theme
from metiers.services.marche import LieuDeMesure, Potentiel, potentiels, qui_recrutent
from orientibus.models import Etape
from orientibus.services.exploration import CriteresEtapes
from orientibus.services.lecture_etapes import completes, etapes_a_venir
from orientibus.views.presentation import CarteEtape
from orientibus.views.presentation import cartes_de as cartes_des_etapes
from portail.textes import contours, textes
from stages.services.exploration import CriteresOffres
from stages.services.recherche_offres import dernieres
from stages.views.presentation import CarteOffre, cartes_de
from territoires.models import Departement
from territoires.services.chez_moi import ChezMoi

METIERS_DU_JOUR = 6
STAGES = 3
ETAPES = 3
CANDIDATS = 200
"""Best potentials among which different families are chosen."""
DUREE_MEMOIRE = 300
FACETTES: dict[str, Any] = {"interet": CentreInteret, "theme": Theme}


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


@dataclass(frozen=True)
class Envie:
    """A shortcut of the home page into the search."""

    facette: str
    slug: str
    libelle: str


@cache
def plan() -> Plan | None:
    """The plan of ``donnees/portail.toml``, if the Région has put one there."""
    texte = textes().get("plan")
    if not texte:
        return None
    axes, premiere = [], 1
    for numero, axe in enumerate(texte["axe"], start=1):
        axes.append(Axe(numero, axe["titre"], axe["ici"], range(premiere, premiere + axe["mesures"])))
        premiere += axe["mesures"]
    return Plan(texte["titre"], texte["vote"], tuple(axes))


def envies() -> list[Envie]:
    """Shortcuts into the search: only those whose value exists in the catalogue, in two queries."""
    choix = textes().get("accueil", {}).get("envie", [])
    slugs: dict[tuple[str, str], str] = {}
    for facette, modele in FACETTES.items():
        codes = [envie["code"] for envie in choix if envie["facette"] == facette]
        paires = modele.objects.filter(code__in=codes).values_list("code", "slug")
        slugs |= {(facette, code): slug for code, slug in paires}
    return [
        Envie(envie["facette"], slugs[cle], envie["libelle"])
        for envie in choix
        if (cle := (envie["facette"], envie["code"])) in slugs
    ]


def fils_de_la_carte() -> list[list[tuple[float, float]]]:
    """Lines drawn under the dots: latitude, longitude."""
    return [[(lat, lon) for lat, lon in fil["points"]] for fil in textes().get("carte", {}).get("fil", [])]


def fonds_de_la_carte() -> list[list[tuple[float, float]]]:
    """Outlines of the départements, when the Région's are bundled."""
    return [[(lat, lon) for lat, lon in contour["points"]] for contour in contours()]


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


def metiers_qui_recrutent(lieu: LieuDeMesure) -> list[tuple[Metier, Potentiel]]:
    """Written occupations with the best potential at a place, of different families; four queries at most."""
    premiers = qui_recrutent(lieu)[:CANDIDATS]
    if not premiers:
        return []
    familles = dict(Metier.objects.rediges().filter(pk__in=premiers).values_list("pk", "famille_id"))
    choisis: dict[int | None, int] = {}
    for pk in premiers:
        if pk in familles:
            choisis.setdefault(familles[pk], pk)
    cles = list(choisis.values())[:METIERS_DU_JOUR]
    connus = potentiels(cles, lieu)
    return [(metier, connus[metier.pk]) for metier in Metier.objects.cartes(cles) if connus[metier.pk].niveau]


def derniers_stages(lieu: ChezMoi | None, maintenant: datetime) -> list[CarteOffre]:
    """The newest offers around a place, else of the whole Région."""
    pks = []
    if lieu is not None:
        pks = dernieres(CriteresOffres(commune=lieu, rayon_km=lieu.rayon_km), maintenant, STAGES)
    return cartes_de(pks or dernieres(CriteresOffres(), maintenant, STAGES), maintenant)


def noms_des_departements() -> dict[str, str]:
    """Names to write on the map."""
    return dict(Departement.objects.values_list("code", "nom"))


def prochaines_etapes(lieu: ChezMoi | None, jour: date) -> list[CarteEtape]:
    """The next stops of the bus around a place, else of the whole Région."""
    pres: list[Etape] = []
    if lieu is not None:
        pres = list(completes(etapes_a_venir(CriteresEtapes(lieu, lieu.rayon_km), jour))[:ETAPES])
    return cartes_des_etapes(pres or completes(etapes_a_venir(CriteresEtapes(), jour))[:ETAPES])
