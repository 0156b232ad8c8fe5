"""Which days a bus may go: neither Sundays nor public holidays; for pupils, days with class in the zone."""

from dataclasses import dataclass
from datetime import date, timedelta

from commun.marque import marque
from territoires.models import CalendrierScolaire, JourFerie

DIMANCHE = 6


@dataclass(frozen=True, slots=True)
class Calendrier:
    """Days of a period on which nobody works, and on which there is no class."""

    feries: frozenset[date]
    sans_classe: frozenset[date]

    def ouvrable(self, jour: date) -> bool:
        return jour.weekday() != DIMANCHE and jour not in self.feries

    def scolaire(self, jour: date) -> bool:
        return self.ouvrable(jour) and jour not in self.sans_classe


def calendrier(debut: date, fin: date) -> Calendrier:
    """Two queries. A holiday whose end is not published yet runs to the end of August."""
    feries = frozenset(JourFerie.objects.filter(jour__range=(debut, fin)).values_list("jour", flat=True))
    zone = CalendrierScolaire.objects.de_la_zone(marque().zone_scolaire).pour_les_eleves()
    sans: set[date] = set()
    for premier, dernier in zone.filter(premier_jour__lte=fin).values_list("premier_jour", "dernier_jour"):
        ouverte = date(premier.year, 8, 31) if premier.month >= 6 else premier
        sans |= set(jours(max(premier, debut), min(dernier or ouverte, fin)))
    return Calendrier(feries, frozenset(sans))


def jours(debut: date, fin: date) -> list[date]:
    """Every day of a period, both ends included."""
    return [debut + timedelta(days=n) for n in range((fin - debut).days + 1)]
