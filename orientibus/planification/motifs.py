"""Why a request was left out, and the nearest change that would let it into the plan as it stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from orientibus.planification.instance import Arret, Bus, Demande, Duree, Instance, Periode
from orientibus.planification.verificateur import Verificateur

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOMENTS = {"AM": "le matin", "PM": "l'après-midi", "EVE": "le soir", "DAY": "toute la journée"}
PLUS_COURTES = {
    Duree.TROIS_JOURS: (Duree.DEUX_JOURS, Duree.JOURNEE, Duree.DEMI_JOURNEE),
    Duree.DEUX_JOURS: (Duree.JOURNEE, Duree.DEMI_JOURNEE),
    Duree.JOURNEE: (Duree.DEMI_JOURNEE,),
}
NOMS = {Duree.DEMI_JOURNEE: "une demi-journée", Duree.JOURNEE: "une journée", Duree.DEUX_JOURS: "deux jours"}


class Motif(StrEnum):
    RETIREE = "retirée"
    EQUIPEMENT = "équipement"
    CAPACITE = "capacité"
    DATES = "dates"
    DISTANCE = "distance"
    BUS_INDISPONIBLE = "bus indisponible"
    BUS_PRIS = "bus pris"
    SEMAINE_PLEINE = "semaine pleine"


@dataclass(frozen=True, slots=True)
class Explication:
    """``changement`` is empty when no change that we know of would do."""

    demande: str
    motif: Motif
    detail: str
    changement: str = ""


class Explications:
    """Explains the requests that a plan leaves out, one at a time: a page asks for those that it shows."""

    def __init__(self, instance: Instance, arrets: Iterable[Arret]) -> None:
        self.instance = instance
        self.arrets = tuple(arrets)
        self.servies = {arret.demande: arret for arret in self.arrets}
        self.occupe: dict[tuple[str, date, str], str] = {}
        self.par_semaine: dict[tuple[str, date], list[Arret]] = {}
        for arret in self.arrets:
            for jour, creneau in _creneaux(instance.demande_par_code[arret.demande], arret):
                self.occupe[arret.bus, jour, creneau] = arret.demande
            self.par_semaine.setdefault((arret.bus, _lundi(arret.jour)), []).append(arret)

    def laissees(self) -> list[str]:
        """Requests left out, the heaviest first."""
        hors = [d for d in self.instance.demandes if d.code not in self.servies]
        return [d.code for d in sorted(hors, key=lambda d: (-d.poids, d.code))]

    def expliquer(self, code: str) -> Explication:
        demande = self.instance.demande_par_code[code]
        if code in self.instance.retirees:
            return Explication(code, Motif.RETIREE, "La demande a été retirée.")
        equipes = [bus for bus in self.instance.bus if demande.equipement <= bus.equipement]
        if not equipes:
            return self._equipement(demande)
        assez_grands = [bus for bus in equipes if demande.effectif <= bus.capacite * demande.duree.creneaux]
        if not assez_grands:
            return self._capacite(demande, equipes)
        possibles = list(self._placements(demande, demande.fenetres))
        if not possibles:
            return self._dates(demande, assez_grands)
        proches = [bus for bus in assez_grands if self._a_portee(demande, bus)]
        if not proches:
            return self._distance(demande, assez_grands)
        codes = {bus.code for bus in proches}
        juge = Verificateur(self.instance)
        servables = [a for a in possibles if a.bus in codes and not juge.refus_isole(a)]
        if not servables:
            return self._indisponible(demande, assez_grands, proches)
        return self._complet(demande, assez_grands, servables)

    # --- reasons ----------------------------------------------------------------------------

    def _equipement(self, demande: Demande) -> Explication:
        manques = {bus.code: demande.equipement - bus.equipement for bus in self.instance.bus}
        moindre = min(manques, key=lambda code: (len(manques[code]), code), default="")
        besoin = ", ".join(sorted(demande.equipement))
        changement = f"Équiper {moindre} : {', '.join(sorted(manques[moindre]))}." if moindre else ""
        return Explication(demande.code, Motif.EQUIPEMENT, f"Aucun bus n'a tout l'équipement : {besoin}.", changement)

    def _capacite(self, demande: Demande, equipes: list[Bus]) -> Explication:
        plafond = max(bus.capacite for bus in equipes) * demande.duree.creneaux
        detail = f"{demande.effectif} personnes : {plafond} au plus pour cette durée."
        return Explication(demande.code, Motif.CAPACITE, detail, f"Ramener le groupe à {plafond} personnes.")

    def _dates(self, demande: Demande, bus: list[Bus]) -> Explication:
        detail = "Aucun jour souhaité n'est à la fois travaillé, ouvert sur place et permis à ce public."
        return Explication(demande.code, Motif.DATES, detail, self._autre_date(demande, bus))

    def _distance(self, demande: Demande, bus: list[Bus]) -> Explication:
        detail = "Trop loin de tous les dépôts pour tenir dans la journée de travail de l'équipe."
        for duree in PLUS_COURTES.get(demande.duree, ()):
            courte = replace(demande, duree=duree, effectif=0)
            if any(self._a_portee(courte, b) for b in bus):
                return Explication(demande.code, Motif.DISTANCE, detail, f"Demander {NOMS[duree]} : c'est à portée.")
        return Explication(demande.code, Motif.DISTANCE, detail)

    def _indisponible(self, demande: Demande, bus: list[Bus], proches: list[Bus]) -> Explication:
        noms = ", ".join(b.code for b in proches)
        detail = f"Aux dates souhaitées, {noms} est en entretien ou sans équipe."
        return Explication(demande.code, Motif.BUS_INDISPONIBLE, detail, self._autre_date(demande, bus))

    def _complet(self, demande: Demande, bus: list[Bus], servables: list[Arret]) -> Explication:
        """Every placement is taken by others, or the bus's week has no room left."""
        genes = {a: {self.occupe[c] for c in self._cases(demande, a) if c in self.occupe} for a in servables}
        changement = self._autre_date(demande, bus) or self._plus_courte(demande, bus)
        if not all(genes.values()):
            detail = "Un créneau reste libre, mais la semaine du bus est pleine (travail, jours, soirées ou route)."
            return Explication(demande.code, Motif.SEMAINE_PLEINE, detail, changement)
        nombre = len(servables)
        debut = (
            "Son seul placement possible est pris" if nombre == 1 else f"Ses {nombre} placements possibles sont pris"
        )
        moindre = self._echange(demande, genes)
        if moindre is None:
            detail = f"{debut} ; en libérer un ne suffirait pas, la semaine du bus serait trop pleine."
            return Explication(demande.code, Motif.BUS_PRIS, detail, changement)
        qui = ", ".join(moindre)
        detail = f"{debut} ; le moins lourd par {qui} (poids {self._poids(moindre)} contre {demande.poids})."
        changement = changement or f"Aucune autre date ne convient : il faudrait renoncer à {qui}."
        return Explication(demande.code, Motif.BUS_PRIS, detail, changement)

    def _poids(self, codes: Iterable[str]) -> int:
        return sum(self.instance.demande_par_code[code].poids for code in codes)

    def _echange(self, demande: Demande, genes: Mapping[Arret, set[str]]) -> list[str] | None:
        """The lightest stops whose slots would be enough, every rule kept; None when no slot is."""
        juge = Verificateur(self.instance)
        for arret in sorted(genes, key=lambda a: (self._poids(genes[a]), sorted(genes[a]), a)):
            if self._tient(juge, arret, sans=genes[arret]):
                return sorted(genes[arret])
        return None

    # --- the nearest change -----------------------------------------------------------------

    def _autre_date(self, demande: Demande, bus: list[Bus]) -> str:
        """Nearest placement that fits without moving anything: same dates at other hours, then other dates."""
        calendrier = (Periode(self.instance.jours[0].date, self.instance.jours[-1].date),)
        semaine = dict.fromkeys(range(7), frozenset(("AM", "PM", "EVE")))
        autres_heures = replace(demande, ouvertures=semaine)
        trouve = self._premier(autres_heures, demande.fenetres, bus)
        if trouve is not None:
            quand = f"{JOURS[trouve.jour.weekday()]} {trouve.jour:%d/%m/%Y} {MOMENTS[trouve.creneau]}"
            return f"Ouvrir le lieu {quand} : {trouve.bus} peut y être."
        trouve = self._premier(replace(demande, fenetres=calendrier), calendrier, bus)
        if trouve is not None:
            return f"Accepter le {trouve.jour:%d/%m/%Y} {MOMENTS[trouve.creneau]}, avec {trouve.bus}."
        return ""

    def _plus_courte(self, demande: Demande, bus: list[Bus]) -> str:
        """A shorter visit at the wished dates."""
        for duree in PLUS_COURTES.get(demande.duree, ()):
            places = max(b.capacite for b in bus) * duree.creneaux
            courte = replace(demande, duree=duree, effectif=min(demande.effectif, places))
            trouve = self._premier(courte, demande.fenetres, bus)
            if trouve is not None:
                quand = f"le {trouve.jour:%d/%m/%Y} {MOMENTS[trouve.creneau]}, avec {trouve.bus}"
                return f"Demander {NOMS[duree]}, {quand}, pour {courte.effectif} personnes au plus."
        return ""

    def _premier(self, demande: Demande, fenetres: tuple[Periode, ...], bus: list[Bus]) -> Arret | None:
        codes = {b.code for b in bus}
        souhaits = self.instance.demande_par_code[demande.code].fenetres
        changee = replace(
            self.instance, demandes=tuple(demande if d.code == demande.code else d for d in self.instance.demandes)
        )
        juge = Verificateur(changee)
        candidats = [a for a in self._placements(demande, fenetres) if a.bus in codes]
        for arret in sorted(candidats, key=lambda a: (_distance(souhaits, a.jour), a.jour, a.bus, a.creneau)):
            if any(case in self.occupe for case in self._cases(demande, arret)):
                continue
            if not juge.refus_isole(arret) and self._tient(juge, arret):
                return arret
        return None

    def _tient(self, juge: Verificateur, arret: Arret, sans: Collection[str] = ()) -> bool:
        """With the neighbouring weeks of the bus (rest may cross a Sunday night), ``sans`` having left."""
        replan = self.instance.replanification
        if replan is not None and arret.jour < replan.gele_avant:
            return False
        lundi = _lundi(arret.jour)
        voisins = [
            autre
            for semaine in (lundi - timedelta(7), lundi, lundi + timedelta(7))
            for autre in self.par_semaine.get((arret.bus, semaine), [])
            if autre.demande not in sans
        ]
        return not juge.refus_tournees([*voisins, arret])

    def _placements(self, demande: Demande, fenetres: tuple[Periode, ...]) -> Iterator[Arret]:
        """Placements that the calendar, the public and the opening hours allow, on any bus."""
        duree = demande.duree.jours
        jours = {jour.date: jour for jour in self.instance.jours}
        for debut in sorted({d for f in fenetres for d in jours if f.debut <= d and d + timedelta(duree - 1) <= f.fin}):
            suite = [jours.get(debut + timedelta(rang)) for rang in range(duree)]
            for creneau in demande.duree.placements:
                besoin = {"AM", "PM"} if creneau == "DAY" else {creneau}
                if all(
                    jour is not None
                    and jour.ouvrable
                    and (jour.scolaire or not demande.scolaire)
                    and besoin <= demande.ouvertures.get(jour.jour_semaine, frozenset())
                    for jour in suite
                ):
                    yield from (Arret(demande.code, bus.code, debut, creneau) for bus in self.instance.bus)

    def _a_portee(self, demande: Demande, bus: Bus) -> bool:
        """The bus can do nothing but this request, on a day when it could."""
        libre = replace(bus, indisponibilites=(), capacite=10**9)
        ouverte = dict.fromkeys(range(7), frozenset(("AM", "PM", "EVE")))
        facile = replace(demande, ouvertures=ouverte, fenetres=(Periode(date.min, date.max),), scolaire=False)
        jours = tuple(replace(jour, ouvrable=True) for jour in self.instance.jours)
        seule = replace(
            self.instance, jours=jours, bus=(libre,), demandes=(facile,), confirmes=(), replanification=None
        )
        juge = Verificateur(seule)
        essais = (Arret(demande.code, bus.code, jours[0].date, creneau) for creneau in demande.duree.placements)
        return any(not juge.refus_isole(arret) and not juge.refus_tournees([arret]) for arret in essais)

    def _cases(self, demande: Demande, arret: Arret) -> list[tuple[str, date, str]]:
        """Slots that the stop would take from others; a stay takes its evenings too."""
        cases = [(arret.bus, jour, creneau) for jour, creneau in _creneaux(demande, arret)]
        if demande.duree.jours > 1:
            cases += [(arret.bus, jour, "EVE") for jour, creneau in _creneaux(demande, arret) if creneau == "AM"]
        return cases


def _creneaux(demande: Demande, arret: Arret) -> list[tuple[date, str]]:
    creneaux = ("AM", "PM") if arret.creneau == "DAY" else (arret.creneau,)
    return [(arret.jour + timedelta(rang), c) for rang in range(demande.duree.jours) for c in creneaux]


def _lundi(jour: date) -> date:
    return jour - timedelta(jour.weekday())


def _distance(fenetres: tuple[Periode, ...], jour: date) -> int:
    """Days from the nearest wished period."""
    return min(
        (max((f.debut - jour).days, (jour - f.fin).days, 0) for f in fenetres),
        default=0,
    )
