"""Trainings as a graph: from a level to an occupation, each step entered with what the one before gives."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from formations.parcours.regles import (
    APRES_CAP,
    BAC,
    BACS,
    CAP,
    COMPLEMENTS,
    ENTREE_DES_PALIERS,
    PALIERS,
    duree_habituelle,
    entree_habituelle,
    exige_le_bac,
)

ETAPES_MAX = 4
REPONSES_MAX = 2_000
MOIS_SI_INCONNU = 12
"""Only to rank a path whose length is unknown among the others; never shown."""


class Reserve(StrEnum):
    """What a path does not hold for certain."""

    ENTREE = "entree"
    DUREE = "duree"
    DUREE_INCONNUE = "duree_inconnue"
    LIEN_PARENT = "lien_parent"
    LIEN_PORTAIL = "lien_portail"
    DOMAINE = "domaine"
    PALIER = "palier"
    SANS_OFFRE = "sans_offre"
    AUTRE_DOMAINE = "autre_domaine"
    SANS_LE_BAC = "sans_le_bac"


@dataclass(frozen=True, slots=True)
class Noeud:
    """A training. ``metiers``: origins of the link by occupation; ``signe``: kind of diploma; ``voies``: as offered."""

    id: int
    slug: str
    niveau: int | None
    entree: int | None = None
    mois: int | None = None
    signe: str = ""
    voies: frozenset[str] = frozenset()
    metiers: tuple[tuple[int, tuple[str, ...]], ...] = ()
    domaines: frozenset[str] = frozenset()

    ids_metiers: frozenset[int] = field(init=False, repr=False, compare=False)
    rang: tuple[int, bool] = field(init=False, repr=False, compare=False)
    """Grows along any path, so that no path turns in circles."""
    demande: int | None = field(init=False, repr=False, compare=False)
    """Level asked at the entry: published, else usual."""

    def __post_init__(self) -> None:
        usuelle = entree_habituelle(self.signe, self.niveau)
        object.__setattr__(self, "ids_metiers", frozenset(metier for metier, _ in self.metiers))
        object.__setattr__(self, "rang", (-1 if self.niveau is None else self.niveau, self.signe in COMPLEMENTS))
        object.__setattr__(self, "demande", self.entree if self.entree is not None else usuelle)

    def ouvre(self, autre: "Noeud") -> bool:
        """Whether its level, and the bac where it is asked for, lets one enter the other."""
        if self.niveau is None or autre.demande is None or self.niveau < autre.demande:
            return False
        sans_bac = self.niveau == BAC and self.signe not in BACS
        return not (sans_bac and exige_le_bac(autre.signe, autre.niveau, autre.demande))


@dataclass(frozen=True, slots=True)
class Depart:
    """Where a person stands: a level, and the training of the diploma held when it is known."""

    niveau: int
    diplome: Noeud | None = None


@dataclass(frozen=True, slots=True)
class Etape:
    """One step. ``noeud`` is ``None`` for a level to reach by any diploma of it. ``mois`` is ``None`` if unknown."""

    noeud: Noeud | None
    niveau: int | None
    mois: int | None
    reserves: tuple[Reserve, ...] = ()


@dataclass(frozen=True, slots=True)
class Chemin:
    """Steps in order."""

    etapes: tuple[Etape, ...]

    @property
    def mois(self) -> int | None:
        """Total months; ``None`` as soon as one step's length is unknown."""
        durees = [etape.mois for etape in self.etapes]
        return None if None in durees else sum(mois or 0 for mois in durees)

    @property
    def reserves(self) -> tuple[Reserve, ...]:
        """Everything that is not certain, once each, in a fixed order."""
        presentes = {reserve for etape in self.etapes for reserve in etape.reserves}
        return tuple(reserve for reserve in Reserve if reserve in presentes)

    @property
    def arrivee(self) -> Noeud | None:
        return self.etapes[-1].noeud if self.etapes else None

    @property
    def cle(self) -> tuple[int, int, int, tuple[str, ...]]:
        """Order of paths: shorter, then fewer steps without a name, then fewer steps, then by slug: total."""
        mois = sum(MOIS_SI_INCONNU if etape.mois is None else etape.mois for etape in self.etapes)
        paliers = sum(etape.noeud is None for etape in self.etapes)
        slugs = tuple(etape.noeud.slug if etape.noeud else "" for etape in self.etapes)
        return mois, paliers, len(self.etapes), slugs


class Graphe:
    """All trainings, by occupation and by domain."""

    def __init__(self, noeuds: Iterable[Noeud]) -> None:
        self.noeuds = sorted(noeuds, key=lambda noeud: noeud.slug)
        self.par_id = {noeud.id: noeud for noeud in self.noeuds}
        self._reponses: dict[tuple[int, int, int, str], list[Chemin]] = {}
        self._par_domaine: dict[str, list[Noeud]] = defaultdict(list)
        self._par_metier: dict[int, list[Noeud]] = defaultdict(list)
        for noeud in self.noeuds:
            for domaine in sorted(noeud.domaines):
                self._par_domaine[domaine].append(noeud)
            for metier in sorted(noeud.ids_metiers):
                self._par_metier[metier].append(noeud)

    def arrivees(self, metier: int) -> list[Noeud]:
        """Trainings that lead to an occupation."""
        return self._par_metier.get(metier, [])

    def apres(self, noeud: Noeud) -> list[Noeud]:
        """Trainings of a higher level that this one opens in its domain: lower level, then same occupation first."""
        if noeud.niveau is None:
            return []
        suites = [autre for autre in self._parents(noeud) if autre.rang > noeud.rang and noeud.ouvre(autre)]
        commun = noeud.ids_metiers
        return sorted(suites, key=lambda autre: (autre.rang, not commun & autre.ids_metiers, autre.slug))

    def _parents(self, noeud: Noeud) -> list[Noeud]:
        """Trainings that share an occupation or a domain with this one."""
        proches: dict[int, Noeud] = {}
        for metier in sorted(noeud.ids_metiers):
            proches |= {autre.id: autre for autre in self._par_metier[metier]}
        for domaine in sorted(noeud.domaines):
            proches |= {autre.id: autre for autre in self._par_domaine[domaine]}
        proches.pop(noeud.id, None)
        return list(proches.values())

    def chemins(self, depart: Depart, metier: int, voie: str = "") -> list[Chemin]:
        """The best path to each training that leads to the occupation, best first; all by one way when ``voie``.

        Kept as long as the graph is: the answer to a question never changes.
        """
        question = (depart.niveau, depart.diplome.id if depart.diplome else 0, metier, voie)
        if question not in self._reponses:
            if len(self._reponses) >= REPONSES_MAX:
                self._reponses.clear()
            self._reponses[question] = self._chercher(depart, metier, voie)
        return self._reponses[question]

    def _chercher(self, depart: Depart, metier: int, voie: str) -> list[Chemin]:
        connus: dict[int, Chemin | None] = {}
        trouves = []
        for arrivee in self.arrivees(metier):
            chemin = self._vers(arrivee, depart, voie, connus)
            if chemin is not None:
                trouves.append(_avec_lien(chemin, arrivee, metier))
        return sorted(trouves, key=lambda chemin: chemin.cle)

    def _vers(self, noeud: Noeud, depart: Depart, voie: str, connus: dict[int, Chemin | None]) -> Chemin | None:
        """The best path that ends with this training, whatever comes after it."""
        if noeud.id in connus:
            return connus[noeud.id]
        connus[noeud.id] = None
        demande = noeud.demande
        if demande is None or noeud.niveau is None or (voie and voie not in noeud.voies):
            return None
        candidats: list[Chemin] = []
        if demande <= depart.niveau:
            candidats.append(Chemin((_etape(noeud, depart, None),)))
        else:
            for avant in self._parents(noeud):
                if avant.ouvre(noeud) and avant.rang < noeud.rang:
                    debut = self._vers(avant, depart, voie, connus)
                    if debut is not None and len(debut.etapes) < ETAPES_MAX:
                        candidats.append(Chemin((*debut.etapes, _etape(noeud, depart, avant))))
            palier = [] if voie else _paliers(depart.niveau, demande)
            if palier:
                candidats.append(Chemin((*palier, _etape(noeud, depart, None))))
        connus[noeud.id] = min(candidats, key=lambda chemin: chemin.cle, default=None)
        return connus[noeud.id]


def _etape(noeud: Noeud, depart: Depart, avant: Noeud | None) -> Etape:
    """A step and what it does not hold for certain."""
    reserves = []
    mois = noeud.mois if noeud.mois is not None else duree_habituelle(noeud.signe)
    venu_du_cap = avant.niveau == CAP if avant else depart.niveau == CAP
    if venu_du_cap and noeud.signe in APRES_CAP:
        mois = APRES_CAP[noeud.signe]
        reserves.append(Reserve.DUREE)
    elif noeud.mois is None:
        reserves.append(Reserve.DUREE if mois is not None else Reserve.DUREE_INCONNUE)
    if noeud.entree is None and noeud.demande:
        reserves.append(Reserve.ENTREE)
    if avant is not None and not avant.ids_metiers & noeud.ids_metiers:
        reserves.append(Reserve.DOMAINE)
    if avant is None and noeud.demande and depart.diplome and not _meme_domaine(depart.diplome, noeud):
        reserves.append(Reserve.AUTRE_DOMAINE)
    if avant is None and depart.diplome and depart.niveau == BAC and not depart.diplome.ouvre(noeud):
        reserves.append(Reserve.SANS_LE_BAC)
    if not noeud.voies:
        reserves.append(Reserve.SANS_OFFRE)
    return Etape(noeud, noeud.niveau, mois, tuple(reserves))


def _meme_domaine(un: Noeud, autre: Noeud) -> bool:
    return bool(un.domaines & autre.domaines or un.ids_metiers & autre.ids_metiers)


def _paliers(niveau: int, demande: int) -> list[Etape]:
    """Levels to reach by any diploma, lowest first; empty when the table cannot say."""
    if demande not in PALIERS:
        return []
    entree = ENTREE_DES_PALIERS[demande]
    avant = _paliers(niveau, entree) if entree > niveau else []
    if entree > niveau and not avant:
        return []
    return [*avant, Etape(None, demande, PALIERS[demande], (Reserve.PALIER, Reserve.DUREE))]


def _avec_lien(chemin: Chemin, arrivee: Noeud, metier: int) -> Chemin:
    """The last step also says how sure its link with the occupation is: the surest origin counts."""
    origines = dict(arrivee.metiers).get(metier, ())
    reserve = (
        None if "code" in origines else Reserve.LIEN_PORTAIL if "portail" in origines else Reserve.LIEN_PARENT
    )  # fmt: skip
    if reserve is None:
        return chemin
    *debut, fin = chemin.etapes
    return Chemin((*debut, Etape(fin.noeud, fin.niveau, fin.mois, (*fin.reserves, reserve))))
