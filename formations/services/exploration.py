"""A search of trainings crossed with facets and a place: which ones, in which order, how many behind each value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from formations.recherche import Reponse, separer_diplomes
from formations.services.ensembles import Booleens, Entiers, Reels, drapeaux_de, ensemble, ensemble_de
from formations.services.instant import Instant
from formations.services.repertoire import Repertoire
from metiers.services.exploration import Compte, union
from metiers.services.facettes import Facette, Valeur
from metiers.services.recherche import chercher_metiers
from territoires.services.chez_moi import ChezMoi

TRIS = {"pertinence": "Pertinence", "distance": "Distance", "places": "Places restantes", "nom": "Nom"}
RAYONS = (5, 10, 20, 30, 60)
PARTOUT = 0
METIERS_LUS = 5
PART_DU_PREMIER = 0.6
"""An occupation found far behind the first one is not what was meant."""
POIDS_PAR_METIER = 0.5


@dataclass(frozen=True, slots=True)
class Criteres:
    """What a visitor asks. ``rayon``: kilometres around the place, ``PARTOUT`` for the whole Région."""

    q: str = ""
    choix: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lieu: ChezMoi | None = None
    rayon: int = PARTOUT
    tri: str = "pertinence"


@dataclass(frozen=True, slots=True)
class Raison:
    """Why a training answers the words: the field that met them, or the occupation that it leads to."""

    score: float
    champ: str
    metier: int | None = None


@dataclass(frozen=True)
class Exploration:
    """Trainings found, in order."""

    criteres: Criteres
    repertoire: Repertoire
    instant: Instant
    facettes: Mapping[str, Facette]
    sauf: Mapping[str, int]
    """What every criterion but one keeps, by that one; under the empty name, what all keep."""
    raisons: Mapping[int, Raison]
    partielle: bool = False
    km: Reels | None = None
    """Kilometres to the offer at each position, when the place is known."""

    @cached_property
    def dedans(self) -> Booleens:
        """Which positions are found."""
        return drapeaux_de(self.sauf[""], self.repertoire.groupes.longueur)

    @cached_property
    def plus_proches(self) -> Reels:
        """Kilometres to the nearest offer found of each training."""
        groupes = self.repertoire.groupes
        return groupes.minimum(np.full(groupes.longueur, np.inf) if self.km is None else self.km, self.dedans)

    @cached_property
    def nombre(self) -> int:
        """How many trainings are found."""
        return self.repertoire.groupes.nombre(self.sauf[""])

    @property
    def sans(self) -> dict[str, int]:
        """How many trainings there would be without each criterion."""
        return {nom: self.repertoire.groupes.nombre(bits) for nom, bits in self.sauf.items() if nom}

    def compter(self, facette: Facette) -> list[Compte]:
        """Values of a facet with their counts; what is chosen in a facet does not narrow its own counts."""
        masque = self.sauf.get(facette.nom, self.sauf[""])
        choisies = self.criteres.choix.get(facette.nom, ())
        nombre = self.repertoire.groupes.nombre
        return [Compte(v, nombre(v.bits & masque), code in choisies) for code, v in facette.valeurs.items()]

    def dans_un_rayon(self, rayon: int) -> int:
        """How many trainings there would be within this many kilometres."""
        masque = self.sauf.get("rayon", self.sauf[""])
        if rayon != PARTOUT and self.km is not None:
            masque &= ensemble_de(self.km <= rayon)
        return self.repertoire.groupes.nombre(masque)

    @cached_property
    def rangs(self) -> list[int]:
        """Ranks of the trainings found, in the order asked; ties by name."""
        rangs = self.repertoire.groupes.rangs(self.sauf[""])
        return [int(rang) for rang in rangs[np.lexsort((rangs, *self._cles(rangs)))]]

    def _cles(self, rangs: Entiers) -> list[Reels]:
        """Sort keys, the weightiest last, as ``lexsort`` wants them."""
        tri = self.criteres.tri
        proches = self.plus_proches[rangs]
        if tri == "nom":
            return []
        if tri == "distance":
            return [proches]
        if tri == "places":
            return [proches, -self._places()[rangs].astype(float)]
        notes = np.array([-self.raisons[rang].score if rang in self.raisons else 0.0 for rang in rangs.tolist()])
        return [proches, notes] if self.criteres.q else [proches]

    def _places(self) -> Entiers:
        """Places left of each training over the offers found."""
        groupes = self.repertoire.groupes
        valeurs = np.zeros(groupes.longueur, dtype=np.int64)
        for pk, places in self.instant.places.items():
            position = self.repertoire.positions.get(pk)
            if position is not None:
                valeurs[position] = places
        return groupes.somme(valeurs, self.dedans)

    def offres_de(self, rang: int) -> list[int]:
        """Ids of the offers found of a training, nearest first."""
        debut, fin = int(self.repertoire.groupes.debuts[rang]), int(self.repertoire.groupes.fins[rang])
        positions = [p for p in range(debut, fin) if self.dedans[p] and self.repertoire.offres[p]]
        km = self.km
        if km is not None:
            positions.sort(key=lambda p: (float(km[p]), p))
        return [int(self.repertoire.offres[p]) for p in positions]


def explorer(repertoire: Repertoire, criteres: Criteres, instant: Instant) -> Exploration:
    """Cross the words, the facets and the place. Two queries at most, for the versions of what is in memory."""
    masques: dict[str, int] = {}
    raisons: dict[int, Raison] = {}
    partielle = False
    if criteres.q:
        raisons, partielle = repondre(repertoire, criteres.q)
        masques["q"] = repertoire.groupes.de_formations(raisons)
    facettes = {**repertoire.facettes, **facettes_de_l_instant(repertoire, instant)}
    for nom, codes in criteres.choix.items():
        masques[nom] = union(facettes[nom].valeurs[code].bits for code in codes)
    km = repertoire.distances_des_offres(criteres.lieu) if criteres.lieu else None
    if km is not None and criteres.rayon != PARTOUT:
        masques["rayon"] = ensemble_de(km <= criteres.rayon)
    sauf = croiser(repertoire.groupes.tous, masques)
    return Exploration(criteres, repertoire, instant, facettes, sauf, raisons, partielle, km)


def croiser(tous: int, masques: Mapping[str, int]) -> dict[str, int]:
    """What every criterion but one keeps, by that one; under the empty name, what all keep."""
    resultat = {}
    for ecarte in ("", *masques):
        reste = tous
        for nom, bits in masques.items():
            if nom != ecarte:
                reste &= bits
        resultat[ecarte] = reste
    return resultat


def facettes_de_l_instant(repertoire: Repertoire, instant: Instant) -> dict[str, Facette]:
    """Places left and open days soon: facets whose sets are read at each request."""
    longueur = repertoire.groupes.longueur
    connues = repertoire.positions
    places = ensemble((connues[pk] for pk in instant.places if pk in connues), longueur)
    par_etablissement = repertoire.positions_par_etablissement
    portes = ensemble((p for pk in instant.portes_ouvertes for p in par_etablissement.get(pk, ())), longueur)
    return {
        "places": Facette("places", "Places restantes", {"oui": Valeur("oui", "Il reste des places", places)}),
        "portes": Facette(
            "portes", "Portes ouvertes", {"oui": Valeur("oui", "Portes ouvertes dans les 60 jours", portes)}
        ),
    }


def repondre(repertoire: Repertoire, q: str) -> tuple[dict[int, Raison], bool]:
    """Trainings that answer by their own words, then those that lead to the occupations that the words mean."""
    reponse: Reponse = repertoire.index.chercher(q)
    directes = {t.rang: Raison(t.score, t.champ) for t in reponse.trouvees}
    haut = max((raison.score for raison in directes.values()), default=1.0)
    signes, reste = separer_diplomes(q)
    permis = repertoire.index.avec_diplomes(signes)
    par_metier: dict[int, Raison] = {}
    trouves = chercher_metiers(reste, METIERS_LUS) if reste else []
    for resultat in trouves:
        part = resultat.score / trouves[0].score if trouves[0].score else 0.0
        if part < PART_DU_PREMIER:
            break
        for rang in repertoire.par_metier.get(resultat.metier_id, ()):
            if permis is None or rang in permis:
                par_metier.setdefault(rang, Raison(POIDS_PAR_METIER * part * haut, "metier", resultat.metier_id))
    if reponse.partielle and par_metier:
        directes = {}
    return par_metier | directes, reponse.partielle and not par_metier
