"""Whether a request can be served at all, said at once: season, parking, seats, equipment, distance, dates.

Whether it will be served depends on the others: that is known when the season is planned.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from orientibus.choices import Creneau, Duree, PublicAttendu
from orientibus.models import Atelier, Bus, Saison
from orientibus.services.jours import Calendrier, calendrier, jours
from orientibus.services.regles import regles_au
from orientibus.services.trajets import km_de_route, minutes
from orientibus.services.valeurs import Valeurs
from territoires.models.distance import Lieu

CRENEAUX_VOULUS: Mapping[str, tuple[frozenset[str], ...]] = {
    Duree.DEMI_JOURNEE: (frozenset({Creneau.MATIN}), frozenset({Creneau.APRES_MIDI})),
    Duree.SOIREE: (frozenset({Creneau.SOIR}),),
}
"""A day will do when one of these sets is open; the others take morning and afternoon."""
JOURNEE = (frozenset({Creneau.MATIN, Creneau.APRES_MIDI}),)


@dataclass(frozen=True, slots=True)
class Souhait:
    """What matters of a request to know whether a bus could come."""

    lieu: Lieu
    public: str
    effectif: int
    duree: str
    ouvertures: Mapping[str, Collection[str]]
    souhaitees: tuple[tuple[date, date], ...] = ()
    exclues: tuple[tuple[date, date], ...] = ()
    ateliers: tuple[Atelier, ...] = ()

    @property
    def creneaux(self) -> int:
        duree = Duree(self.duree)
        return 1 if duree in (Duree.DEMI_JOURNEE, Duree.SOIREE) else 2 * duree.jours


@dataclass(slots=True)
class Avis:
    """``obstacles``: by field, why no bus could come. ``dates``: first days that would do, whatever the others ask."""

    obstacles: dict[str, str] = field(default_factory=dict)
    dates: list[date] = field(default_factory=list)
    bus: list[Bus] = field(default_factory=list)

    @property
    def possible(self) -> bool:
        return not self.obstacles


def examiner(souhait: Souhait, saison: Saison, aujourdhui: date) -> Avis:
    """Look for a bus, then for days."""
    avis = Avis()
    valeurs = regles_au(aujourdhui)
    tous = list(Bus.objects.en_service().select_related("depot").prefetch_related("indisponibilites"))
    besoins = {a.equipement for a in souhait.ateliers if a.equipement}
    proches = [b for b in tous if 2 * _minutes(b, souhait.lieu, valeurs) <= valeurs["conduite_jour_min"]]
    equipes = [b for b in proches if besoins <= set(b.equipements)]
    avis.bus = [b for b in equipes if souhait.effectif <= b.capacite * souhait.creneaux]
    if not proches:
        avis.obstacles["commune"] = "Ce lieu est trop loin de la base des bus pour un aller-retour dans la journée."
    elif not equipes:
        avis.obstacles["ateliers"] = "Aucun bus qui peut venir ici ne porte l'équipement de tous ces ateliers."
    elif not avis.bus:
        maximum = max(b.capacite for b in equipes) * souhait.creneaux
        avis.obstacles["effectif"] = (
            f"Un bus reçoit {maximum} personnes au plus dans ce temps : allongez la visite ou réduisez le nombre."
        )
    _chercher_les_jours(avis, souhait, saison, aujourdhui, avis.bus or tous)
    return avis


def _minutes(bus: Bus, lieu: Lieu, valeurs: Valeurs) -> int:
    return minutes(km_de_route(bus.depot, lieu, valeurs), valeurs)


def _chercher_les_jours(avis: Avis, souhait: Souhait, saison: Saison, aujourdhui: date, bus: Iterable[Bus]) -> None:
    """Days that pass one sieve after the other; the sieve that lets nothing through is the reason given."""
    connus = calendrier(saison.debut, saison.fin)
    cribles = (
        ("souhaits", "Les dates souhaitées ne tombent pas dans la saison.", lambda j: _souhaite(souhait, j)),
        ("ouvertures", "Aucun jour possible ne donne assez de temps pour cette durée.", lambda j: _ouvert(souhait, j)),
        ("exclusions", "Les dates exclues ne laissent aucun jour.", lambda j: not _dans(souhait.exclues, j)),
        ("souhaits", _motif_calendrier(souhait), lambda j: _permis(connus, souhait, j)),
        ("souhaits", "Aucun bus ne roule aux jours restants.", lambda j: any(_roule(b, j) for b in bus)),
    )
    restants = [j for j in jours(saison.debut, saison.fin) if j > aujourdhui]
    for champ, motif, garder in cribles:
        restants = [j for j in restants if garder(j)]
        if not restants:
            avis.obstacles.setdefault(champ, motif)
            return
    bons, duree = set(restants), Duree(souhait.duree).jours
    avis.dates = [j for j in restants if all(j + timedelta(days=n) in bons for n in range(duree))]
    if not avis.dates:
        avis.obstacles.setdefault("ouvertures", f"Il n'y a pas {duree} jours de suite où le bus pourrait venir.")


def _motif_calendrier(souhait: Souhait) -> str:
    if souhait.public == PublicAttendu.ELEVES:
        return "Ces dates tombent un dimanche, un jour férié ou pendant les vacances scolaires de la zone B."
    return "Ces dates tombent un dimanche ou un jour férié."


def _dans(periodes: Iterable[tuple[date, date]], jour: date) -> bool:
    return any(debut <= jour <= fin for debut, fin in periodes)


def _souhaite(souhait: Souhait, jour: date) -> bool:
    return not souhait.souhaitees or _dans(souhait.souhaitees, jour)


def _ouvert(souhait: Souhait, jour: date) -> bool:
    ouverts = set(souhait.ouvertures.get(str(jour.weekday()), ()))
    return any(voulus <= ouverts for voulus in CRENEAUX_VOULUS.get(souhait.duree, JOURNEE))


def _permis(connus: Calendrier, souhait: Souhait, jour: date) -> bool:
    return connus.scolaire(jour) if souhait.public == PublicAttendu.ELEVES else connus.ouvrable(jour)


def _roule(bus: Bus, jour: date) -> bool:
    return not any(i.debut <= jour <= i.fin for i in bus.indisponibilites.all())
