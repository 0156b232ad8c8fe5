"""Weeks in which a pupil may be received: school weeks of the zone, with the bounds of each level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from commun.marque import marque
from stages.choices import NiveauPublic
from stages.services.regles import Regles, regles_au
from territoires.models import CalendrierScolaire, JourFerie

JOURS_DE_CLASSE = 5
JOURS_MINI = 3
"""A week with fewer school days is not proposed."""
DERNIER_MOIS = (7, 3)
"""Observation ends with the classes, in the first days of July."""
ELEVES = (NiveauPublic.COLLEGE, NiveauPublic.SECONDE, NiveauPublic.LYCEE_PRO, NiveauPublic.LYCEE)


@dataclass(frozen=True, slots=True)
class SemaineScolaire:
    """A week by its Monday, the levels that it is open to, and its public holidays."""

    lundi: date
    niveaux: frozenset[str]
    feries: tuple[date, ...] = ()

    @property
    def vendredi(self) -> date:
        return self.lundi + timedelta(days=4)


def lundi_de(jour: date) -> date:
    """The Monday of a day's week."""
    return jour - timedelta(days=jour.weekday())


def semaines_proposees(aujourdhui: date) -> list[SemaineScolaire]:
    """The weeks to come of the school year, in order, and of the next one when this one ends. Three queries."""
    regles = regles_au(aujourdhui)
    debut = lundi_de(aujourdhui) + timedelta(days=7)
    fin = date(_fin_d_annee(debut, regles), *DERNIER_MOIS)
    if (fin - debut).days < 60:
        fin = date(fin.year + 1, *DERNIER_MOIS)
    lundis = [debut + timedelta(days=7 * n) for n in range((fin - debut).days // 7 + 1)]
    return [semaine for semaine in _lire(lundis, regles) if semaine.niveaux]


def calendrier_connu(aujourdhui: date) -> bool:
    """Whether school holidays to come are loaded: without them every week is proposed, and the page says so."""
    zone = CalendrierScolaire.objects.de_la_zone(marque().zone_scolaire).pour_les_eleves()
    return zone.filter(premier_jour__gt=aujourdhui).exists()


def niveaux_par_semaine(lundis: list[date], aujourdhui: date) -> Mapping[date, frozenset[str]]:
    """For each Monday, the levels that it is open to (none: no class that week). Three queries at most."""
    if not lundis:
        return {}
    return {semaine.lundi: semaine.niveaux for semaine in _lire(lundis, regles_au(max(*lundis, aujourdhui)))}


def _fin_d_annee(jour: date, regles: Regles) -> int:
    """The year in which the school year of this day ends."""
    mois, quantieme = map(int, str(regles["annee_scolaire_bascule"]).split("-"))
    return jour.year + 1 if jour >= date(jour.year, mois, quantieme) else jour.year


def dernier_vendredi(jour: date, regles: Regles) -> date:
    """The last Friday of collège in the school year of this day."""
    mois, quantieme = map(int, str(regles["observation_dernier_vendredi_avant"]).split("-"))
    limite = date(_fin_d_annee(jour, regles), mois, quantieme)
    return limite - timedelta(days=(limite.weekday() - 4) % 7)


def _lire(lundis: list[date], regles: Regles) -> list[SemaineScolaire]:
    premier, dernier = min(lundis), max(lundis) + timedelta(days=4)
    sans_classe = _jours_sans_classe(premier, dernier)
    feries = set(JourFerie.objects.filter(jour__range=(premier, dernier)).values_list("jour", flat=True))
    semaines = []
    for lundi in lundis:
        jours = [lundi + timedelta(days=n) for n in range(JOURS_DE_CLASSE)]
        ouverts = [jour for jour in jours if jour not in sans_classe and jour not in feries]
        niveaux = _niveaux(lundi, regles) if len(ouverts) >= JOURS_MINI else frozenset()
        semaines.append(SemaineScolaire(lundi, niveaux, tuple(jour for jour in jours if jour in feries)))
    return semaines


def _jours_sans_classe(premier: date, dernier: date) -> set[date]:
    vacances = CalendrierScolaire.objects.de_la_zone(marque().zone_scolaire).pour_les_eleves()
    jours: set[date] = set()
    for periode in vacances.filter(premier_jour__lte=dernier).filter(premier_jour__gte=premier - timedelta(days=120)):
        fin = periode.dernier_jour or date(periode.premier_jour.year, 8, 31)
        for n in range((min(fin, dernier) - periode.premier_jour).days + 1):
            jours.add(periode.premier_jour + timedelta(days=n))
    return jours


def _niveaux(lundi: date, regles: Regles) -> frozenset[str]:
    vendredi = lundi + timedelta(days=4)
    ouverts: set[str] = {NiveauPublic.LYCEE_PRO, NiveauPublic.LYCEE}
    if vendredi <= dernier_vendredi(lundi, regles):
        ouverts.add(NiveauPublic.COLLEGE)
    debut, fin = _fenetre_de_seconde(lundi, regles)
    if debut <= lundi and vendredi <= fin:
        ouverts.add(NiveauPublic.SECONDE)
    return frozenset(ouverts)


def _fenetre_de_seconde(lundi: date, regles: Regles) -> tuple[date, date]:
    """The published dates of that school year; any week of June from the second one while they are not."""
    fenetre = regles["observation_seconde_fenetre"]
    debut, fin = date.fromisoformat(fenetre["debut"]), date.fromisoformat(fenetre["fin"])
    annee = _fin_d_annee(lundi, regles)
    return (debut, fin) if debut.year == annee else (date(annee, 6, 8), date(annee, 6, 30))
