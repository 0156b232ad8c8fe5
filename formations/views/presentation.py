"""From an exploration to what its page shows: cards, facets, chips, ways out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.http import QueryDict

from commun.toponymes import de_lieu
from formations.choices import NatureFormation, Voie
from formations.models import Offre
from formations.services.exploration import PARTOUT, RAYONS, Exploration
from formations.services.lecture_repertoire import LIBELLES_NATURE, LIBELLES_VOIE
from formations.services.repertoire import RepereFormation
from metiers.choices import Niveau
from metiers.services.exploration import Compte
from metiers.views.presentation import sans
from territoires.services.chez_moi import ChezMoi

OFFRES_PAR_CARTE = 3
METIERS_PROPOSES = 30
CASES_MAX = 6
# Blocks of the page, in order: facets that each holds. A facet named alone in its block bears its own label.
BLOCS: dict[str, tuple[str, ...]] = {
    "niveau": ("niveau",),
    "voie": ("voie",),
    "pratique": ("places", "portes", "internat", "accessible"),
    "famille": ("famille",),
    "metier": ("metier",),
    "type": ("type",),
    "nature": ("nature",),
    "cpf": ("cpf",),
}
LIBELLES = {"pratique": "Places, visites, internat", "metier": "Pour quel métier"}
EN_LISTE = ("famille", "metier")
OUVERTS = ("niveau", "voie", "pratique")
LIBELLES_SORTIES = {
    "q": "les mots cherchés",
    "niveau": "le niveau",
    "nature": "la nature de la formation",
    "famille": "la famille de métiers",
    "metier": "le métier",
    "domaine": "le domaine",
    "cpf": "le compte formation",
    "voie": "la façon d'apprendre",
    "type": "le type d'établissement",
    "internat": "l'internat",
    "accessible": "l'accessibilité",
    "places": "les places restantes",
    "portes": "les portes ouvertes",
}
Filtre = dict[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A value to tick, under the name of its facet."""

    nom: str
    compte: Compte


@dataclass(frozen=True, slots=True)
class Bloc:
    """A block of facets: boxes, then a list for the values of a long one."""

    nom: str
    libelle: str
    cases: list[Case]
    liste: list[Compte]
    ouvert: bool
    choisies: int


@dataclass(frozen=True, slots=True)
class OffreDeCarte:
    """An offer and its distance from the place, if it is known."""

    offre: Offre
    km: float | None


@dataclass(frozen=True, slots=True)
class Carte:
    """A training of the list, with its nearest offers."""

    formation: RepereFormation
    niveau: str
    nature: str
    voies: list[str]
    raison: str
    nombre: int
    places: int
    offres: list[OffreDeCarte]


def libelle_niveau(niveau: int | None) -> str:
    """The level in words, or that it is not known."""
    return str(Niveau(niveau).label) if niveau is not None else "Niveau non renseigné"


def libelles_voies(voies: Iterable[str]) -> list[str]:
    """Ways in the order of the closed list."""
    presentes = set(voies)
    return [LIBELLES_VOIE[voie] for voie in Voie if voie in presentes]


def duree_en_mots(mois: int | None) -> str:
    """Months as people say them; empty when unknown.

    >>> duree_en_mots(24), duree_en_mots(18), duree_en_mots(9)
    ('2 ans', '1 an et 6 mois', '9 mois')
    """
    if mois is None:
        return ""
    ans, reste = divmod(mois, 12)
    en_ans = f"{ans} an{'s' if ans > 1 else ''}" if ans else ""
    en_mois = f"{reste} mois" if reste else ""
    return " et ".join(part for part in (en_ans, en_mois) if part)


def cartes_de(exploration: Exploration, rangs: Sequence[int]) -> list[Carte]:
    """Trainings of a page, their nearest offers read in one query."""
    ids = {rang: exploration.offres_de(rang) for rang in rangs}
    lues = Offre.objects.select_related("etablissement__commune").in_bulk(
        [pk for liste in ids.values() for pk in liste[:OFFRES_PAR_CARTE]]
    )
    return [_carte(exploration, rang, ids[rang], lues) for rang in rangs]


def _carte(exploration: Exploration, rang: int, ids: list[int], lues: dict[int, Offre]) -> Carte:
    repertoire = exploration.repertoire
    formation = repertoire.formations[rang]
    raison = exploration.raisons.get(rang)
    metier = repertoire.metiers.get(raison.metier or 0) if raison else None
    return Carte(
        formation=formation,
        niveau=libelle_niveau(formation.niveau),
        nature=LIBELLES_NATURE[NatureFormation(formation.nature)] if formation.nature != "diplomante" else "",
        voies=libelles_voies(formation.voies),
        raison=f"Mène au métier : {metier.nom}" if metier else "",
        nombre=len({int(repertoire.etablissement_de[repertoire.positions[pk]]) for pk in ids}),
        places=sum(exploration.instant.places.get(pk, 0) for pk in ids),
        offres=[OffreDeCarte(lues[pk], _km(exploration, pk)) for pk in ids[:OFFRES_PAR_CARTE] if pk in lues],
    )


def _km(exploration: Exploration, pk: int) -> float | None:
    if exploration.km is None:
        return None
    km = float(exploration.km[exploration.repertoire.positions[pk]])
    return km if np.isfinite(km) else None


def blocs_de_page(exploration: Exploration) -> list[Bloc]:
    """Facets with their counts. Chosen values are always boxes; values that would find nothing are left out."""
    blocs = []
    for nom, facettes in BLOCS.items():
        cases: list[Case] = []
        liste: list[Compte] = []
        for facette in facettes:
            utiles = [
                c
                for c in exploration.compter(exploration.facettes[facette])
                if c.choisie or (c.nombre and not c.valeur.detail)
            ]
            visibles, reste = _repartir(facette, utiles)
            cases += [Case(facette, compte) for compte in visibles]
            liste += reste
        choisies = sum(case.compte.choisie for case in cases)
        if _utile(cases, liste, exploration.nombre):
            libelle = LIBELLES.get(nom) or exploration.facettes[nom].libelle
            blocs.append(Bloc(nom, libelle, cases, liste, nom in OUVERTS or bool(choisies), choisies))
    return blocs


def _utile(cases: list[Case], liste: list[Compte], nombre: int) -> bool:
    """A block with one value, which everything carries, narrows nothing."""
    seule = len(cases) + len(liste) == 1
    comptes = [case.compte for case in cases] + liste
    return bool(comptes) and not (seule and not comptes[0].choisie and comptes[0].nombre == nombre)


def _repartir(facette: str, utiles: list[Compte]) -> tuple[list[Compte], list[Compte]]:
    """Boxes and list of a facet: a long one keeps its commonest values as boxes, or none at all."""
    if facette in EN_LISTE:
        communes = sorted((c for c in utiles if not c.choisie), key=lambda c: (-c.nombre, c.valeur.libelle))
        reste = sorted(communes[:METIERS_PROPOSES], key=lambda c: c.valeur.libelle)
        return [c for c in utiles if c.choisie], reste
    if facette != "type" or len(utiles) <= CASES_MAX:
        return utiles, []
    communes = sorted(utiles, key=lambda c: (not c.choisie, -c.nombre))
    tete = communes[: max(CASES_MAX, sum(c.choisie for c in utiles))]
    return tete, sorted(communes[len(tete) :], key=lambda c: c.valeur.libelle)


def filtres_actifs(parametres: QueryDict, exploration: Exploration) -> list[Filtre]:
    """Active criteria, each with the address of the page without it."""
    criteres = exploration.criteres
    filtres = [_filtre(parametres, "q", None, f"« {criteres.q} »")] if criteres.q else []
    if criteres.lieu and criteres.rayon != PARTOUT:
        libelle = f"À {criteres.rayon} km {de_lieu(criteres.lieu.nom)}"
        filtres.append({"libelle": libelle, "adresse": avec(parametres, rayon=str(PARTOUT))})
    for nom, codes in criteres.choix.items():
        valeurs = exploration.facettes[nom].valeurs
        filtres += [_filtre(parametres, nom, code, valeurs[code].libelle) for code in codes]
    return filtres


def _filtre(parametres: QueryDict, nom: str, valeur: str | None, libelle: str) -> Filtre:
    return {"libelle": libelle, "adresse": sans(parametres, nom, valeur)}


def avec(parametres: QueryDict, **valeurs: str) -> str:
    """Address of the page with other values of some parameters, back to its first page."""
    reste = parametres.copy()
    reste.pop("page", None)
    for nom, valeur in valeurs.items():
        reste[nom] = valeur
    return sans(reste)


def effacer(lieu: ChezMoi | None) -> str:
    """Address without any filter; a place that is known stays, for the distances, without its radius."""
    return f"?commune={lieu.code_insee}&rayon={PARTOUT}" if lieu else "?"


def sorties(parametres: QueryDict, exploration: Exploration) -> list[dict[str, str | int]]:
    """Ways out of an empty list: a wider radius first, then each criterion that can be dropped, with the count."""
    trouvees: list[dict[str, str | int]] = []
    criteres = exploration.criteres
    if criteres.lieu and criteres.rayon != PARTOUT:
        for rayon in (*(r for r in RAYONS if r > criteres.rayon), PARTOUT):
            nombre = exploration.dans_un_rayon(rayon)
            if nombre:
                libelle = f"Jusqu'à {rayon} km" if rayon else "Dans toute la région"
                adresse = avec(parametres, rayon=str(rayon))
                trouvees.append({"libelle": libelle, "nombre": nombre, "adresse": adresse})
                break
    for nom, nombre in sorted(exploration.sans.items(), key=lambda paire: -paire[1]):
        if nombre and nom in LIBELLES_SORTIES:
            libelle = f"Retirer {LIBELLES_SORTIES[nom]}"
            trouvees.append({"libelle": libelle, "nombre": nombre, "adresse": sans(parametres, nom)})
    return trouvees
