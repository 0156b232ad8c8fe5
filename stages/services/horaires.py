"""Are these days and hours allowed at this age? Pure: days in, faults out; nothing is read from the database.

Each fault quotes the rule broken, its source and the date from which it applies. The age is taken on each day: a
person who turns fifteen on the Wednesday is fourteen on the Tuesday.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any, Protocol

from stages.services.simulateur import age_au

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SEMAINE = "semaine"
DIMANCHE = 6


class RegleLue(Protocol):
    """What a message needs of a rule."""

    libelle: str
    valeur: Any
    unite: str
    source: str
    depuis: date


class Valeurs(Protocol):
    """Rules in force on a day."""

    def regle(self, code: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Journee:
    """One day of presence. Without a break, both its ends are ``None``."""

    jour: date
    debut: time
    fin: time
    pause_debut: time | None = None
    pause_fin: time | None = None

    @property
    def plages(self) -> list[tuple[int, int]]:
        """Stretches of presence, in minutes since midnight."""
        debut, fin = _minutes(self.debut), _minutes(self.fin)
        if self.pause_debut is None or self.pause_fin is None:
            return [(debut, fin)]
        return [(debut, _minutes(self.pause_debut)), (_minutes(self.pause_fin), fin)]

    @property
    def minutes(self) -> int:
        """Presence without the break."""
        return sum(fin - debut for debut, fin in self.plages)


@dataclass(frozen=True, slots=True)
class Faute:
    """A rule broken on a day, at an end of it (``present``, ``debut``, ``fin``, ``pause_debut``, ``pause_fin``)."""

    jour: date
    champ: str
    message: str


def _minutes(heure: time) -> int:
    return heure.hour * 60 + heure.minute


def en_heures(minutes: int) -> str:
    """« 7 h », « 7 h 30 »."""
    heures, reste = divmod(minutes, 60)
    return f"{heures} h {reste:02d}" if reste else f"{heures} h"


def minutes_par_semaine(journees: Iterable[Journee]) -> dict[date, int]:
    """Presence of each week, by its Monday."""
    sommes: dict[date, int] = {}
    for journee in journees:
        lundi = _lundi(journee.jour)
        sommes[lundi] = sommes.get(lundi, 0) + journee.minutes
    return sommes


def verifier_horaires(
    journees: Sequence[Journee],
    *,
    naissance: date,
    regles_du: Callable[[date], Valeurs],
    feries: Collection[date] = frozenset(),
) -> list[Faute]:
    """Every fault of a timetable, in order of days; an empty list when it is allowed."""
    journees = sorted(journees, key=lambda j: j.jour)
    mal_faites = [faute for j in journees for faute in _forme(j)]
    if mal_faites:
        return mal_faites
    fautes: list[Faute] = []
    for journee in journees:
        age, regles = age_au(journee.jour, naissance), regles_du(journee.jour)
        fautes += _jour(journee, age, regles, journee.jour in feries)
    for hier, journee in pairwise(journees):
        fautes += _repos(hier, journee, age_au(journee.jour, naissance), regles_du(journee.jour))
    presents = {j.jour for j in journees}
    for _, groupe in groupby(journees, key=lambda j: _lundi(j.jour)):
        semaine = list(groupe)
        premier = semaine[0].jour
        fautes += _semaine(semaine, presents, age_au(premier, naissance), regles_du(premier))
    return sorted(fautes, key=lambda f: (f.jour, f.champ))


def _lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


def _dire(regle: RegleLue, constat: str) -> str:
    return f"{constat} Règle : {regle.libelle.lower()} ({regle.source}, depuis le {regle.depuis:%d/%m/%Y})."


def _forme(j: Journee) -> list[Faute]:
    """Hours in order, a break inside the day."""
    if j.fin <= j.debut:
        return [Faute(j.jour, "fin", "L'heure de départ suit l'heure d'arrivée, le même jour.")]
    if (j.pause_debut is None) != (j.pause_fin is None):
        manque = "pause_debut" if j.pause_debut is None else "pause_fin"
        return [Faute(j.jour, manque, "Indiquez le début et la fin de la pause, ou aucun des deux.")]
    if j.pause_debut is not None and j.pause_fin is not None and not j.debut < j.pause_debut < j.pause_fin < j.fin:
        return [Faute(j.jour, "pause_debut", "La pause commence et finit entre l'arrivée et le départ.")]
    return []


def _tranche(age: int) -> str:
    if age < 15:
        return "moins_de_15"
    return "15" if age == 15 else "16_17"


def _jour(j: Journee, age: int, regles: Valeurs, ferie: bool) -> list[Faute]:
    fautes = []
    regle = regles.regle("heures_jour_max" if age >= 18 else f"heures_jour_{_tranche(age)}")
    if j.minutes > regle.valeur * 60:
        constat = f"{en_heures(j.minutes)} de présence ce jour-là, {regle.valeur} h au plus à {age} ans."
        fautes.append(Faute(j.jour, "fin", _dire(regle, constat)))
    regle = regles.regle("pause" if age < 18 else "pause_majeur")
    if _sans_pause(j, regle.valeur["minutes"]) > regle.valeur["apres_minutes"]:
        apres = en_heures(regle.valeur["apres_minutes"])
        constat = f"Il faut {regle.valeur['minutes']} minutes de pause après {apres} au plus."
        fautes.append(Faute(j.jour, "pause_debut", _dire(regle, constat)))
    regle = regles.regle("dimanche_interdit_avant")
    if age < regle.valeur and j.jour.weekday() == DIMANCHE:
        fautes.append(Faute(j.jour, "present", _dire(regle, f"Le dimanche est interdit avant {regle.valeur} ans.")))
    regle = regles.regle("feries_interdits_avant")
    if age < regle.valeur and ferie:
        constat = f"Le {j.jour:%d/%m/%Y} est un jour férié, jour de repos avant {regle.valeur} ans."
        fautes.append(Faute(j.jour, "present", _dire(regle, constat)))
    if age < 18:
        fautes += _nuit(j, age, regles.regle("nuit_moins_de_16" if age < 16 else "nuit_16_17"))
    return fautes


def _sans_pause(j: Journee, pause_utile: int) -> int:
    """The longest stretch without a break that counts: a shorter one interrupts nothing."""
    plages = j.plages
    if len(plages) == 2 and plages[1][0] - plages[0][1] < pause_utile:
        return plages[1][1] - plages[0][0]
    return max(fin - debut for debut, fin in plages)


def _nuit(j: Journee, age: int, regle: RegleLue) -> list[Faute]:
    de, a = time.fromisoformat(regle.valeur["de"]), time.fromisoformat(regle.valeur["a"])
    interdit = f"Entre {de.hour} h et {a.hour} h, aucune présence à {age} ans."
    fautes = []
    if j.debut < a or j.debut >= de:
        fautes.append(Faute(j.jour, "debut", _dire(regle, interdit)))
    if j.fin > de or j.fin <= a:
        fautes.append(Faute(j.jour, "fin", _dire(regle, interdit)))
    return fautes


def _repos(hier: Journee, j: Journee, age: int, regles: Valeurs) -> list[Faute]:
    if hier.jour == j.jour:
        return [Faute(j.jour, "present", "Ce jour est compté deux fois.")]
    code = "repos_quotidien_moins_de_16" if age < 16 else "repos_quotidien_16_17" if age < 18 else "repos_quotidien"
    regle = regles.regle(code)
    ecart = datetime.combine(j.jour, j.debut) - datetime.combine(hier.jour, hier.fin)
    if ecart >= timedelta(hours=regle.valeur):
        return []
    constat = f"Il n'y a que {en_heures(int(ecart.total_seconds()) // 60)} de repos depuis la veille, "
    return [Faute(j.jour, "debut", _dire(regle, f"{constat}{regle.valeur} h sont nécessaires à {age} ans."))]


def _semaine(semaine: list[Journee], presents: set[date], age: int, regles: Valeurs) -> list[Faute]:
    fautes = []
    premier = semaine[0].jour
    regle = regles.regle("heures_semaine_max" if age >= 18 else f"heures_semaine_{_tranche(age)}")
    total = sum(j.minutes for j in semaine)
    if total > regle.valeur * 60:
        constat = (
            f"Semaine du {premier:%d/%m/%Y} : {en_heures(total)} de présence, {regle.valeur} h au plus à {age} ans."
        )
        fautes.append(Faute(premier, SEMAINE, _dire(regle, constat)))
    if age >= 18:
        regle = regles.regle("jours_semaine_max")
        trop = len(semaine) > regle.valeur
        constat = f"Semaine du {premier:%d/%m/%Y} : {len(semaine)} jours de présence, {regle.valeur} au plus."
    else:
        regle = regles.regle("repos_hebdomadaire")
        trop = not _jours_de_repos(_lundi(premier), presents, int(regle.valeur))
        constat = f"Semaine du {premier:%d/%m/%Y} : il manque {regle.valeur} jours de repos qui se suivent."
    if trop:
        fautes.append(Faute(premier, SEMAINE, _dire(regle, constat)))
    return fautes


def _jours_de_repos(lundi: date, presents: set[date], nombre: int) -> bool:
    """Days off in a row that begin in this week: Sunday and the next Monday count."""
    debuts = (lundi + timedelta(days=n) for n in range(7))
    return any(all(d + timedelta(days=n) not in presents for n in range(nombre)) for d in debuts)
