"""The instance made ready for the search: every possible placement of every request, by bus and week.

Sunday is never worked, so the weeks of a bus share nothing but the requests: a *cell* (a bus, a week) is the unit of
everything that follows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from orientibus.planification.gabarits import ESCALE, Etape, Gabarit, Genre, Routes
from orientibus.planification.instance import Arret, Bus, Demande, Instance, Periode
from orientibus.planification.promesses import Promesses

SEMAINE = 7


@dataclass(frozen=True, slots=True)
class Option:
    """One way of serving one request. ``jour`` is the rank of its (first) day in the calendar."""

    rang: int
    demande: int
    bus: int
    jour: int
    genre: Genre
    lieu: int
    jours: int
    sejour: tuple[Gabarit, ...] = field(default=(), repr=False)

    @property
    def etape(self) -> Etape:
        return self.genre, self.lieu


@dataclass(slots=True)
class Cellule:
    """A bus in a week: the options that lie in it and the routes that may serve them."""

    rang: int
    bus: int
    semaine: int
    options: list[Option] = field(default_factory=list)
    etapes: dict[int, dict[Etape, list[Option]]] = field(default_factory=dict)
    sejours: list[Option] = field(default_factory=list)
    gabarits: dict[int, list[Gabarit]] = field(default_factory=dict)


class Terrain:
    """Options, cells and routes of an instance. Immutable after construction; read by any number of threads."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.promesses = Promesses(instance)
        self.rang_demande = {demande.code: rang for rang, demande in enumerate(instance.demandes)}
        self.imposees = frozenset(self.rang_demande[code] for code in self.promesses.imposees)
        self.libres = [_jours_libres(instance, bus) for bus in instance.bus]
        self.routes = [Routes(instance, bus) for bus in instance.bus]
        self.jours_de = [_jours_possibles(instance, demande) for demande in instance.demandes]
        self.options: list[Option] = []
        self.par_demande: list[list[Option]] = []
        semaines = (len(instance.jours) + SEMAINE - 1) // SEMAINE
        self.semaines = semaines
        self.cellules = [Cellule(b * semaines + s, b, s) for b in range(len(instance.bus)) for s in range(semaines)]
        self.lieu_de = [instance.rang_lieu[demande.lieu] for demande in instance.demandes]
        self.gabarits: list[list[Gabarit]] = [[] for _ in instance.bus]
        for rang in range(len(instance.demandes)):
            self.par_demande.append(list(self._options(rang)))
        self._ranger()

    def cellule(self, option: Option) -> int:
        return option.bus * self.semaines + option.jour // SEMAINE

    def arret(self, option: Option) -> Arret:
        instance = self.instance
        demande = instance.demandes[option.demande]
        creneau = next((c for c, genre in ESCALE.items() if genre is option.genre), "DAY")
        return Arret(demande.code, instance.bus[option.bus].code, instance.jours[option.jour].date, creneau)

    def retrouver(self, arret: Arret) -> Option | None:
        """The option of a stop, None when it breaks a rule by itself."""
        rang = self.rang_demande.get(arret.demande)
        options = self.par_demande[rang] if rang is not None else []
        return next((option for option in options if self.arret(option) == arret), None)

    def _options(self, rang: int) -> Iterable[Option]:
        instance, demande = self.instance, self.instance.demandes[rang]
        lieu = self.lieu_de[rang]
        duree = demande.duree.jours
        if demande.code in instance.retirees:
            return
        for b, bus in enumerate(instance.bus):
            if not bus_convient(bus, demande):
                continue
            for creneau in demande.duree.placements:
                genre = Genre.SEJOUR if duree > 1 else ESCALE[creneau]
                sejour = self.routes[b].sejour(lieu, duree) if genre is Genre.SEJOUR else ()
                if sejour is None or (not sejour and self.routes[b].gabarit(((genre, lieu),)) is None):
                    continue
                for jour in self.jours_de[rang][creneau]:
                    arret = Arret(demande.code, bus.code, instance.jours[jour].date, creneau)
                    libre = all(jour + k in self.libres[b] for k in range(duree))
                    if libre and self.promesses.permet(arret):
                        option = Option(len(self.options), rang, b, jour, genre, lieu, duree, sejour)
                        self.options.append(option)
                        yield option

    def _ranger(self) -> None:
        """Puts options into cells, then gives each day of a cell the routes whose every step some request asks for."""
        lieux: list[dict[Genre, set[int]]] = [defaultdict(set) for _ in self.instance.bus]
        for option in self.options:
            cellule = self.cellules[self.cellule(option)]
            cellule.options.append(option)
            if option.genre is Genre.SEJOUR:
                cellule.sejours.append(option)
            else:
                lieux[option.bus][option.genre].add(option.lieu)
                cellule.etapes.setdefault(option.jour, {}).setdefault(option.etape, []).append(option)
        for b, par_genre in enumerate(lieux):
            self.gabarits[b] = self.routes[b].tous(par_genre)
        besoins = [[(frozenset(g.etapes), g) for g in groupe] for groupe in self.gabarits]
        for cellule in self.cellules:
            for jour, etapes in cellule.etapes.items():
                presentes = set(etapes)
                cellule.gabarits[jour] = [g for besoin, g in besoins[cellule.bus] if besoin <= presentes]


def bus_convient(bus: Bus, demande: Demande) -> bool:
    return demande.effectif <= bus.capacite * demande.duree.creneaux and demande.equipement <= bus.equipement


def _jours_libres(instance: Instance, bus: Bus) -> set[int]:
    return {
        rang for rang, jour in enumerate(instance.jours) if not any(p.contient(jour.date) for p in bus.indisponibilites)
    }


def _jours_possibles(instance: Instance, demande: Demande) -> dict[str, list[int]]:
    """Days on which the request may begin, by slot, whatever the bus."""
    duree = demande.duree.jours
    rendus: dict[str, list[int]] = {}
    for creneau in demande.duree.placements:
        besoin = {"AM", "PM"} if creneau == "DAY" else {creneau}
        ouverts = {jour for jour, creneaux in demande.ouvertures.items() if besoin <= creneaux}
        debuts: set[int] = set()
        for fenetre in demande.fenetres:
            rangs = _rangs(instance, fenetre)
            bons = {
                r
                for r in rangs
                if (jour := instance.jours[r]).ouvrable
                and jour.jour_semaine in ouverts
                and (jour.scolaire or not demande.scolaire)
            }
            debuts |= {r for r in bons if all(r + k in bons for k in range(1, duree))}
        rendus[creneau] = sorted(debuts)
    return rendus


def _rangs(instance: Instance, periode: Periode) -> range:
    """Days of the calendar in a period."""
    origine = instance.jours[0].date
    return range(max(0, (periode.debut - origine).days), min(len(instance.jours), (periode.fin - origine).days + 1))
