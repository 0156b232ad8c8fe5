"""The plan that the search improves: what is served, its score; changed by accepted proposals only, across threads."""

import threading
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from orientibus.planification.gabarits import Etape
from orientibus.planification.terrain import Option, Terrain


@dataclass(frozen=True, slots=True)
class Territoires:
    """Weight asked for by territory, and the territory of each request: what the balance is judged on."""

    totaux: tuple[int, ...]
    de: tuple[int, ...]

    @classmethod
    def de_terrain(cls, terrain: Terrain) -> "Territoires":
        instance = terrain.instance
        noms = sorted({lieu.territoire for lieu in instance.lieux})
        de = tuple(noms.index(instance.territoire_du_lieu[d.lieu]) for d in instance.demandes)
        totaux = [0] * len(noms)
        for rang, demande in enumerate(instance.demandes):
            if demande.code not in instance.retirees:
                totaux[de[rang]] += demande.poids
        return cls(tuple(totaux), de)

    def desequilibre(self, servis: Collection[int]) -> int:
        taux = [1000 * servi // total for servi, total in zip(servis, self.totaux, strict=True) if total]
        return max(taux, default=0) - min(taux, default=0)


@dataclass(frozen=True, slots=True, order=True)
class Cle:
    """Larger is better, in this order."""

    valeur: int
    moins_desequilibre: int
    moins_km: int


class Etat:
    """Options chosen, by request and by cell."""

    def __init__(self, terrain: Terrain, gains: list[int], depart: Iterable[Option] = ()) -> None:
        self.terrain, self.gains = terrain, gains
        self.territoires = Territoires.de_terrain(terrain)
        self.poids = [d.poids for d in terrain.instance.demandes]
        self.gabarits = [{g.etapes: g for g in groupe} for groupe in terrain.gabarits]
        self.verrou = threading.RLock()
        self.choix: dict[int, Option] = {}
        self.par_cellule: list[dict[int, Option]] = [{} for _ in terrain.cellules]
        self.occupees: set[int] = set()
        for option in depart:
            self._mettre(option)
        self.cle = self._cle(self.choix.values())

    @property
    def poids_servi(self) -> int:
        return sum(self.poids[demande] for demande in self.choix)

    def solution(self) -> list[Option]:
        with self.verrou:
            return list(self.choix.values())

    def servis(self) -> list[int]:
        """Weight served by territory."""
        servis = [0] * len(self.territoires.totaux)
        for demande in list(self.choix):
            servis[self.territoires.de[demande]] += self.poids[demande]
        return servis

    def interieur(self, cellules: Iterable[int]) -> list[Option]:
        return [option for cellule in cellules for option in self.par_cellule[cellule].values()]

    def libres(self, cellules: Iterable[int]) -> list[int]:
        """Those that no thread works on just now."""
        return [cellule for cellule in cellules if cellule not in self.occupees]

    def prendre(self, cellules: Collection[int]) -> list[int]:
        """Reserves for one thread those of these cells that no other one works on."""
        with self.verrou:
            libres = self.libres(cellules)
            self.occupees.update(libres)
            return libres

    def rendre(self, cellules: Collection[int]) -> None:
        with self.verrou:
            self.occupees.difference_update(cellules)

    def proposer(self, cellules: Collection[int], nouvelles: Iterable[Option]) -> Cle | None:
        """Replaces what these cells hold, unless the plan gets worse (None); what is gained."""
        with self.verrou:
            anciennes = self.interieur(cellules)
            deja = set(self.choix) - {option.demande for option in anciennes}
            gardees = [option for option in nouvelles if option.demande not in deja]
            sortantes = {option.demande for option in anciennes}
            reste = [o for demande, o in self.choix.items() if demande not in sortantes]
            if (sortantes - {o.demande for o in gardees}) & self.terrain.imposees:
                return None
            cle = self._cle_apres(anciennes, gardees, reste)
            avant = self.cle
            if cle < avant:
                return None
            for option in anciennes:
                del self.choix[option.demande]
                del self.par_cellule[self.terrain.cellule(option)][option.demande]
            for option in gardees:
                self._mettre(option)
            self.cle = cle
            return Cle(
                cle.valeur - avant.valeur,
                cle.moins_desequilibre - avant.moins_desequilibre,
                cle.moins_km - avant.moins_km,
            )

    def kilometres(self, options: Iterable[Option]) -> int:
        journees: dict[tuple[int, int], list[Etape]] = defaultdict(list)
        km = 0
        for option in options:
            if option.sejour:
                km += sum(g.km for g in option.sejour)
            else:
                journees[option.bus, option.jour].append(option.etape)
        for (bus, _), etapes in journees.items():
            ordre = sorted(etapes, key=lambda etape: etape[0] % 3)
            km += self.gabarits[bus][tuple(ordre)].km
        return km

    def _mettre(self, option: Option) -> None:
        self.choix[option.demande] = option
        self.par_cellule[self.terrain.cellule(option)][option.demande] = option

    def _cle_apres(self, anciennes: list[Option], gardees: list[Option], reste: list[Option]) -> Cle:
        valeur = self.cle.valeur
        valeur += sum(self.gains[o.rang] for o in gardees) - sum(self.gains[o.rang] for o in anciennes)
        servis = [0] * len(self.territoires.totaux)
        for option in (*reste, *gardees):
            servis[self.territoires.de[option.demande]] += self.poids[option.demande]
        km = -self.cle.moins_km + self.kilometres(gardees) - self.kilometres(anciennes)
        return Cle(valeur, -self.territoires.desequilibre(servis), -km)

    def _cle(self, options: Iterable[Option]) -> Cle:
        options = list(options)
        valeur = sum(self.gains[o.rang] for o in options)
        return Cle(valeur, -self.territoires.desequilibre(self.servis()), -self.kilometres(options))
