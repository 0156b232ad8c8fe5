"""An independent judge of plans: reads only the instance and the stops, and gives every reason for refusing a plan.

It shares nothing with the search but the dataclasses: the rules are written here a second time, on purpose.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from orientibus.planification.instance import Annonce, Arret, Demande, Instance, Statut

JOURNEE_ENTIERE = "DAY"
MINUTES_PAR_JOUR = 1440


@dataclass(slots=True)
class Bilan:
    """What a plan is worth. Compare ``cle``: the larger, the better."""

    poids: int
    poids_total: int
    servies: int
    desequilibre: int
    km: int
    nuits: int
    derangement: int | None
    taux: dict[str, int] = field(default_factory=dict)

    @property
    def cle(self) -> tuple[int, ...]:
        suite = (self.poids, -self.desequilibre, -self.km)
        return suite if self.derangement is None else (-self.derangement, *suite)


@dataclass(slots=True)
class _Visite:
    ordre: int
    creneau: str
    lieu: str
    demande: str
    premier: bool
    dernier: bool
    sejour: bool


@dataclass(slots=True)
class _Journee:
    debut: int
    fin: int
    travail: int
    km: int
    soiree: bool


class Verificateur:
    """Judges plans of one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.calendrier = {jour.date: jour for jour in instance.jours}
        self.horaires = {creneau.code: creneau for creneau in instance.creneaux}
        self.ordre = {creneau.code: rang for rang, creneau in enumerate(instance.creneaux)}

    def refus(self, arrets: Iterable[Arret]) -> list[str]:
        """Every reason for which the plan must not be stored; empty when it keeps all the rules."""
        arrets = list(arrets)
        connus = [a for a in arrets if self._connu(a)]
        motifs = [f"arrêt inconnu : {a.demande}, {a.bus}, {a.creneau}" for a in arrets if not self._connu(a)]
        motifs += self._doublons(arrets)
        for arret in connus:
            motifs += self._arret(arret)
        motifs += self._tournees(connus)[0]
        return motifs + self._promesses(arrets) + self._replanification(arrets)

    def refus_isole(self, arret: Arret) -> list[str]:
        """Reasons against one stop, whatever else the bus does."""
        return self._arret(arret) if self._connu(arret) else [f"arrêt inconnu : {arret.demande}"]

    def refus_tournees(self, arrets: list[Arret]) -> list[str]:
        """Reasons against the days and weeks that these stops make."""
        return self._tournees(arrets)[0]

    def bilan(self, arrets: Iterable[Arret]) -> Bilan:
        """Score of a valid plan."""
        arrets = list(arrets)
        servies = {a.demande for a in arrets}
        demande_par_territoire: dict[str, int] = defaultdict(int)
        servi_par_territoire: dict[str, int] = defaultdict(int)
        for demande in self.instance.demandes:
            if demande.code in self.instance.retirees:
                continue
            territoire = self.instance.territoire_du_lieu[demande.lieu]
            demande_par_territoire[territoire] += demande.poids
            servi_par_territoire[territoire] += demande.poids * (demande.code in servies)
        taux = {t: 1000 * servi_par_territoire[t] // total for t, total in demande_par_territoire.items() if total}
        return Bilan(
            poids=sum(servi_par_territoire.values()),
            poids_total=sum(demande_par_territoire.values()),
            servies=len(servies),
            desequilibre=max(taux.values(), default=0) - min(taux.values(), default=0),
            km=self._tournees(arrets)[1],
            nuits=sum(self._demande(a).duree.jours - 1 for a in arrets),
            derangement=self.derangement(arrets) if self.instance.replanification else None,
            taux=taux,
        )

    # --- a stop by itself -------------------------------------------------------------------

    def _connu(self, arret: Arret) -> bool:
        demande = self.instance.demande_par_code.get(arret.demande)
        return (
            demande is not None
            and arret.bus in self.instance.bus_par_code
            and arret.creneau in demande.duree.placements
        )

    def _demande(self, arret: Arret) -> Demande:
        return self.instance.demande_par_code[arret.demande]

    def _occupe(self, arret: Arret) -> list[tuple[date, tuple[str, ...]]]:
        creneaux = ("AM", "PM") if arret.creneau == JOURNEE_ENTIERE else (arret.creneau,)
        return [(arret.jour + timedelta(rang), creneaux) for rang in range(self._demande(arret).duree.jours)]

    def _arret(self, arret: Arret) -> list[str]:
        demande, bus = self._demande(arret), self.instance.bus_par_code[arret.bus]
        occupe = self._occupe(arret)
        debut, fin = occupe[0][0], occupe[-1][0]
        motifs = []
        if demande.effectif > bus.capacite * demande.duree.creneaux:
            motifs.append(f"{demande.code} : {demande.effectif} personnes, trop pour {bus.code}")
        if manque := sorted(demande.equipement - bus.equipement):
            motifs.append(f"{demande.code} : {bus.code} n'a pas {', '.join(manque)}")
        if not any(f.debut <= debut and fin <= f.fin for f in demande.fenetres):
            motifs.append(f"{demande.code} : le {debut} est hors des dates souhaitées")
        for jour, creneaux in occupe:
            motifs += self._ouverture(demande, jour, creneaux)
            motifs += [
                f"{demande.code} : {bus.code} est indisponible le {jour} ({periode.motif})"
                for periode in bus.indisponibilites
                if periode.debut <= jour <= periode.fin
            ]
        return motifs

    def _ouverture(self, demande: Demande, jour: date, creneaux: tuple[str, ...]) -> list[str]:
        connu = self.calendrier.get(jour)
        if connu is None or not connu.ouvrable:
            return [f"{demande.code} : le {jour} n'est pas un jour travaillé du calendrier"]
        motifs = []
        if demande.scolaire and not connu.scolaire:
            motifs.append(f"{demande.code} : le {jour} n'est pas un jour de classe")
        ouverts = demande.ouvertures.get(connu.jour_semaine, frozenset())
        return motifs + [
            f"{demande.code} : fermé le {jour} ({creneau})" for creneau in creneaux if creneau not in ouverts
        ]

    def _doublons(self, arrets: list[Arret]) -> list[str]:
        vus: set[str] = set()
        motifs = []
        for arret in arrets:
            if arret.demande in vus:
                motifs.append(f"{arret.demande} : servie deux fois")
            vus.add(arret.demande)
        return motifs

    # --- days and weeks of the buses --------------------------------------------------------

    def _tournees(self, arrets: list[Arret]) -> tuple[list[str], int]:
        """Reasons, kilometres."""
        visites: dict[tuple[str, date], list[_Visite]] = defaultdict(list)
        for arret in arrets:
            occupe = self._occupe(arret)
            lieu, dernier = self._demande(arret).lieu, len(occupe) - 1
            for rang, (jour, creneaux) in enumerate(occupe):
                for creneau in creneaux:
                    visites[arret.bus, jour].append(
                        _Visite(
                            self.ordre[creneau], creneau, lieu, arret.demande, rang == 0, rang == dernier, dernier > 0
                        )
                    )
        motifs: list[str] = []
        journees: dict[tuple[str, date], _Journee] = {}
        for (bus, jour), suite in sorted(visites.items()):
            suite.sort(key=lambda visite: visite.ordre)
            if melange := _incompatibles(suite):
                motifs.append(f"{bus}, {jour} : {melange}")
                continue
            journee, raisons = self._journee(bus, suite)
            journees[bus, jour] = journee
            motifs += [f"{bus}, {jour} : {raison}" for raison in raisons]
        motifs += self._repos(journees) + self._semaines(journees)
        return motifs, sum(journee.km for journee in journees.values())

    def _trajet(self, origine: str, arrivee: str) -> tuple[int, int]:
        rangs = self.instance.rang_lieu
        i, j = rangs[origine], rangs[arrivee]
        return self.instance.minutes[i][j], self.instance.km[i][j]

    def _journee(self, code_bus: str, suite: list[_Visite]) -> tuple[_Journee, list[str]]:
        regles, depot = self.instance.regles, self.instance.bus_par_code[code_bus].depot
        part, revient = suite[0].premier or not suite[0].sejour, suite[0].dernier or not suite[0].sejour
        raisons: list[str] = []
        aller = self._trajet(depot, suite[0].lieu) if part else (0, 0)
        retour = self._trajet(suite[-1].lieu, depot) if revient else (0, 0)
        conduite, km = aller[0] + retour[0], aller[1] + retour[1]
        for avant, apres in pairwise(suite):
            minutes, distance = self._trajet(avant.lieu, apres.lieu)
            conduite, km = conduite + minutes, km + distance
            arrivee = self.horaires[avant.creneau].fin + regles.rangement + minutes + regles.pause
            if avant.lieu != apres.lieu and arrivee > self.horaires[apres.creneau].debut - regles.installation:
                raisons.append(f"{minutes} min de route ne tiennent pas entre {avant.demande} et {apres.demande}")
        debut = self.horaires[suite[0].creneau].debut - regles.installation - aller[0]
        fin = self.horaires[suite[-1].creneau].fin + regles.rangement + retour[0]
        presence = sum(self.horaires[v.creneau].fin - self.horaires[v.creneau].debut for v in suite)
        travail = conduite + presence + len(suite) * (regles.installation + regles.rangement)
        if debut < 0 or fin > MINUTES_PAR_JOUR:
            raisons.append("la journée déborde de minuit")
        for mesure, plafond, quoi in (
            (fin - debut, regles.amplitude_jour, "d'amplitude"),
            (conduite, regles.conduite_jour, "de conduite"),
            (travail, regles.travail_jour, "de travail"),
        ):
            if mesure > plafond:
                raisons.append(f"{mesure} min {quoi} pour {plafond} permises")
        return _Journee(debut, fin, travail, km, any(v.creneau == "EVE" for v in suite)), raisons

    def _repos(self, journees: dict[tuple[str, date], _Journee]) -> list[str]:
        motifs = []
        for (bus, jour), journee in journees.items():
            lendemain = journees.get((bus, jour + timedelta(1)))
            if lendemain is not None:
                repos = MINUTES_PAR_JOUR - journee.fin + lendemain.debut
                if repos < self.instance.regles.repos:
                    motifs.append(f"{bus} : {repos} min de repos dans la nuit du {jour}")
        return motifs

    def _semaines(self, journees: dict[tuple[str, date], _Journee]) -> list[str]:
        regles = self.instance.regles
        semaines: dict[tuple[str, date], list[_Journee]] = defaultdict(list)
        for (bus, jour), journee in journees.items():
            semaines[bus, jour - timedelta(jour.weekday())].append(journee)
        motifs = []
        for (bus, lundi), suite in sorted(semaines.items()):
            for mesure, plafond, quoi in (
                (sum(j.travail for j in suite), regles.travail_semaine, "min de travail"),
                (len(suite), regles.jours_semaine, "jours travaillés"),
                (sum(j.soiree for j in suite), regles.soirees_semaine, "soirées"),
            ):
                if mesure > plafond:
                    motifs.append(f"{bus}, semaine du {lundi} : {mesure} {quoi} pour {plafond}")
        return motifs

    # --- promises ---------------------------------------------------------------------------

    def _promesses(self, arrets: list[Arret]) -> list[str]:
        presents, servies = set(arrets), {a.demande for a in arrets}
        motifs = [
            f"{a.demande} : l'arrêt confirmé du {a.jour} manque ou a changé"
            for a in self.instance.confirmes
            if a not in presents
        ]
        return motifs + [
            f"{d.code} : demande obligatoire non servie"
            for d in self.instance.demandes
            if d.obligatoire and d.code not in servies
        ]

    def _replanification(self, arrets: list[Arret]) -> list[str]:
        replan = self.instance.replanification
        if replan is None:
            return []
        nouveaux = {a.demande: a for a in arrets}
        motifs = [f"{code} : demande retirée" for code in sorted(replan.retirees & set(nouveaux))]
        anciens = {annonce.arret for annonce in replan.precedents}
        for annonce in replan.precedents:
            arret = annonce.arret
            if arret.demande in replan.retirees or nouveaux.get(arret.demande) == arret:
                continue
            if arret.jour < replan.gele_avant:
                motifs.append(f"{arret.demande} : l'arrêt du {arret.jour} est passé, il ne peut changer")
            elif annonce.statut is Statut.CONFIRME and not self.touche(annonce):
                motifs.append(f"{arret.demande} : arrêt confirmé, que l'événement ne touche pas")
        return motifs + [
            f"{a.demande} : placée avant le {replan.gele_avant}"
            for a in arrets
            if a not in anciens and a.jour < replan.gele_avant
        ]

    def touche(self, annonce: Annonce) -> bool:
        """The announced stop sits on a bus that the event takes away."""
        replan = self.instance.replanification
        jours = [jour for jour, _ in self._occupe(annonce.arret)]
        return replan is not None and any(
            panne.bus == annonce.arret.bus and any(panne.periode.contient(jour) for jour in jours)
            for panne in replan.pannes
        )

    def derangement(self, arrets: Iterable[Arret]) -> int:
        """What the new plan changes of the announced one."""
        replan = self.instance.replanification
        if replan is None:
            return 0
        nouveaux = {a.demande: a for a in arrets}
        total = 0
        for annonce in replan.precedents:
            ancien, nouveau = annonce.arret, nouveaux.get(annonce.arret.demande)
            if ancien.demande in replan.retirees or nouveau == ancien:
                continue
            if nouveau is None:
                total += replan.couts.abandonne(annonce.statut)
            elif (nouveau.jour, nouveau.creneau) == (ancien.jour, ancien.creneau):
                total += replan.couts.autre_bus
            else:
                total += replan.couts.deplace(annonce.statut)
        return total


def _incompatibles(suite: list[_Visite]) -> str:
    demandes = ", ".join(sorted({v.demande for v in suite}))
    if len({v.creneau for v in suite}) < len(suite):
        return f"un même créneau pris deux fois ({demandes})"
    if any(v.sejour for v in suite) and len({v.demande for v in suite}) > 1:
        return f"un autre arrêt pendant un séjour de plusieurs jours ({demandes})"
    return ""
