"""From a typical week to the dated days of an internship, and every legal bound that they must keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from commun.regles import RegleDatee
from stages.choices import NiveauPublic, Section
from stages.models import Candidature, Regle
from stages.services.horaires import (
    JOURS,
    SEMAINE,
    Faute,
    Journee,
    en_heures,
    minutes_par_semaine,
    verifier_horaires,
)
from stages.services.regles import Regles, regles_au
from stages.services.simulateur import age_au
from territoires.models import JourFerie

DUREE_MAX = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Plage:
    """Hours of one day of the typical week."""

    debut: time
    fin: time
    pause_debut: time | None = None
    pause_fin: time | None = None


@dataclass(frozen=True, slots=True)
class Planning:
    """The dated days of an internship; public holidays are days off, and said."""

    debut: date
    fin: date
    semaine: Mapping[int, Plage]
    journees: tuple[Journee, ...]
    feries: tuple[date, ...]

    @property
    def minutes(self) -> int:
        return sum(j.minutes for j in self.journees)

    @property
    def minutes_par_semaine_au_plus(self) -> int:
        return max(minutes_par_semaine(self.journees).values(), default=0)


def jours_du_stage(candidature: Candidature) -> tuple[date, date] | None:
    """First and last day that the file knows: the school week, or the dates of the offer."""
    if candidature.semaine is not None:
        return candidature.semaine.lundi, candidature.semaine.lundi + timedelta(days=5)
    offre = candidature.offre
    return (offre.debut, offre.fin) if offre.debut and offre.fin else None


def planifier(*, debut: date, fin: date, semaine: Mapping[int, Plage]) -> Planning:
    """Every day of presence between two dates, public holidays left out."""
    feries = set(JourFerie.objects.filter(jour__range=(debut, fin)).values_list("jour", flat=True))
    jours = (debut + timedelta(days=n) for n in range((fin - debut).days + 1))
    choisis = [jour for jour in jours if jour.weekday() in semaine]
    journees = tuple(
        Journee(j, p.debut, p.fin, p.pause_debut, p.pause_fin)
        for j in choisis
        if j not in feries
        for p in (semaine[j.weekday()],)
    )
    return Planning(debut, fin, semaine, journees, tuple(j for j in choisis if j in feries))


def regles_de_la_periode(debut: date, fin: date) -> Callable[[date], Regles]:
    """The rules of each day of a period: read once at its start, and once at each change inside it."""
    changements = Regle.objects.filter(depuis__gt=debut, depuis__lte=fin).values_list("depuis", flat=True).distinct()
    jalons = [regles_au(jour) for jour in sorted({debut, *changements})]

    def du(jour: date) -> Regles:
        return max((r for r in jalons if r.jour <= jour), key=lambda r: r.jour, default=jalons[0])

    return du


def verifier_planning(*, candidature: Candidature, planning: Planning) -> dict[str, list[str]]:
    """Faults by field of the form: ``lundi_fin``, ``fin``… or an empty name for what concerns the whole week."""
    naissance = candidature.date_naissance
    if naissance is None:
        return {"": ["La date de naissance manque au dossier : la convention ne peut pas être établie."]}
    if not planning.journees:
        return {"": ["Choisissez au moins un jour de présence."]}
    regles_du = regles_de_la_periode(planning.debut, planning.fin)
    fautes: dict[str, list[str]] = {}
    for faute in verifier_horaires(planning.journees, naissance=naissance, regles_du=regles_du):
        messages = fautes.setdefault(_champ(faute), [])
        if not messages:
            messages.append(faute.message)
    for champ, message in _bornes(candidature, planning, naissance, regles_du(planning.debut)):
        fautes.setdefault(champ, []).append(message)
    return fautes


def _champ(faute: Faute) -> str:
    return "" if faute.champ == SEMAINE else f"{JOURS[faute.jour.weekday()]}_{faute.champ}"


def _selon(regle: RegleDatee) -> str:
    return f"Règle : {regle.libelle.lower()} ({regle.source}, depuis le {regle.depuis:%d/%m/%Y})."


def _bornes(candidature: Candidature, planning: Planning, naissance: date, regles: Regles) -> list[tuple[str, str]]:
    """Length of the whole internship, by section."""
    section, fautes = candidature.offre.section, []
    if section == Section.OBSERVATION and candidature.niveau == NiveauPublic.COLLEGE:
        regle = regles.regle("observation_college_jours")
        if len(planning.journees) > regle.valeur:
            fautes.append(("", f"{len(planning.journees)} jours de présence, {regle.valeur} au plus. {_selon(regle)}"))
    if section == Section.PMSMP:
        regle = regles.regle("pmsmp_jours")
        duree = (planning.fin - planning.debut).days + 1
        if duree > regle.valeur:
            fautes.append(("fin", f"{duree} jours du premier au dernier, {regle.valeur} au plus. {_selon(regle)}"))
        regle = regles.regle("pmsmp_age")
        if age_au(planning.debut, naissance) < regle.valeur:
            fautes.append(("debut", f"La personne n'a pas {regle.valeur} ans ce jour-là. {_selon(regle)}"))
    if section == Section.LONG:
        regle = regles.regle("stage_long_mois")
        if planning.fin >= _mois_plus_tard(planning.debut, int(regle.valeur)):
            fautes.append(("fin", f"Le stage dure plus de {regle.valeur} mois. {_selon(regle)}"))
        regle = regles.regle("stage_long_heures")
        if planning.minutes > regle.valeur * 60:
            dit = f"{en_heures(planning.minutes)} de présence en tout, {regle.valeur} h au plus."
            fautes.append(("fin", f"{dit} {_selon(regle)}"))
    return fautes


def _mois_plus_tard(jour: date, mois: int) -> date:
    """Same day some months later; the first of the next month when that day does not exist."""
    annee, rang = divmod(jour.month - 1 + mois, 12)
    try:
        return jour.replace(year=jour.year + annee, month=rang + 1)
    except ValueError:
        return date(jour.year + annee + (rang == 11), (rang + 1) % 12 + 1, 1)
