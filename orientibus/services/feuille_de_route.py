"""The road book of a bus for a week: each day from the base to the base, with addresses, hours and whom to ask for.

Made from the announced stops. The drives are estimates, as the planner counts them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from commun.choix import OuiNon
from commun.pdf import composer
from orientibus.choices import equipement_en_mots
from orientibus.models import Bus, Etape
from orientibus.services.jours import jours
from orientibus.services.matrices import matrices
from orientibus.services.regles import Regles, regles_au

GABARIT = Path(__file__).resolve().parent.parent / "documents" / "feuille_de_route.typ"
JOURS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
ESTIMATION = "Trajets estimés à vol d'oiseau, sans carte routière : vérifiez l'itinéraire avant de partir."
OUI_NON = {OuiNon.OUI: "oui", OuiNon.NON: "non", OuiNon.INCONNU: "à vérifier"}


@dataclass(frozen=True, slots=True)
class Trajet:
    depart: str
    arrivee: str
    km: int
    minutes: int

    @property
    def duree(self) -> str:
        return f"{self.minutes // 60} h {self.minutes % 60:02d}" if self.minutes >= 60 else f"{self.minutes} min"


@dataclass(slots=True)
class Visite:
    """A stop on one of its days. ``facts``: what to know, in the order of the page."""

    etape: Etape
    horaires: str
    faits: list[tuple[str, str]]
    arrivee: Trajet | None = None


@dataclass(slots=True)
class Journee:
    jour: date
    titre: str
    visites: list[Visite] = field(default_factory=list)
    depart: str = ""
    retour: Trajet | None = None
    retour_a: str = ""
    nuit: bool = False

    @property
    def km(self) -> int:
        trajets = [v.arrivee for v in self.visites if v.arrivee] + ([self.retour] if self.retour else [])
        return sum(t.km for t in trajets)


@dataclass(slots=True)
class Feuille:
    bus: Bus
    lundi: date
    journees: list[Journee]

    @property
    def titre(self) -> str:
        return f"{self.bus.nom}, semaine du {self.lundi:%d/%m/%Y}"

    @property
    def km(self) -> int:
        return sum(j.km for j in self.journees)

    @property
    def vide(self) -> bool:
        return not any(j.visites for j in self.journees)


def feuille_de_route(bus: Bus, lundi: date) -> Feuille:
    """The days of a bus from Monday to Saturday; ``RegleAbsente`` when the rules of the drives are not there."""
    samedi = lundi + timedelta(5)
    regles = regles_au(lundi)
    etapes = Etape.objects.occupantes().completes().prefetch_related("demande__ateliers")
    semaine = list(etapes.filter(bus=bus, jour__lte=samedi, fin__gte=lundi).order_by("jour", "heure_debut", "pk"))
    par_jour: dict[date, list[Etape]] = defaultdict(list)
    for etape in semaine:
        for jour in jours(max(etape.jour, lundi), min(etape.fin, samedi)):
            par_jour[jour].append(etape)
    points = [(bus.depot.latitude, bus.depot.longitude)]
    points += [(e.demande.latitude, e.demande.longitude) for e in semaine]
    minutes, km = matrices(points, {"detour": regles["detour"], "vitesses": regles["vitesses"]})
    rang = {e.pk: n for n, e in enumerate(semaine, start=1)}
    noms = [f"la base ({bus.depot.nom})", *(e.demande.structure for e in semaine)]

    def trajet(i: int, j: int) -> Trajet | None:
        return Trajet(noms[i], noms[j], km[i][j], minutes[i][j]) if i != j else None

    journees = [_journee(j, par_jour[j], rang, trajet, regles) for j in jours(lundi, samedi)]
    return Feuille(bus, lundi, journees)


def _journee(jour: date, etapes: list[Etape], rang: dict[int, int], trajet: Any, regles: Regles) -> Journee:
    journee = Journee(jour, f"{JOURS[jour.weekday()]} {jour:%d/%m/%Y}")
    etapes = sorted(etapes, key=lambda e: (e.heure_debut, e.pk))
    journee.visites = [Visite(e, _horaires(e), _faits(e)) for e in etapes]
    if not etapes:
        return journee
    installation, rangement = int(regles["installation_min"]), int(regles["rangement_min"])
    premiere, derniere = etapes[0], etapes[-1]
    if premiere.jour == jour:
        aller = journee.visites[0].arrivee = trajet(0, rang[premiere.pk])
        journee.depart = _heure(premiere.heure_debut, -installation - (aller.minutes if aller else 0))
    for avant, visite in pairwise(journee.visites):
        visite.arrivee = trajet(rang[avant.etape.pk], rang[visite.etape.pk])
    if derniere.fin == jour:
        journee.retour = trajet(rang[derniere.pk], 0)
        route = journee.retour.minutes if journee.retour else 0
        journee.retour_a = _heure(derniere.heure_fin, rangement + route)
    else:
        journee.nuit = True
    return journee


def _heure(heure: Any, minutes: int) -> str:
    return f"{datetime.combine(date(2000, 1, 2), heure) + timedelta(minutes=minutes):%H h %M}"


def _horaires(etape: Etape) -> str:
    return f"{etape.heure_debut:%H h %M} à {etape.heure_fin:%H h %M}"


def _faits(etape: Etape) -> list[tuple[str, str]]:
    """Nothing personal beyond whom to ask for."""
    demande = etape.demande
    ateliers = list(demande.ateliers.all())
    contact = ", ".join(t for t in (demande.contact_nom, demande.contact_telephone, demande.contact_courriel) if t)
    lignes = [
        ("Adresse", f"{demande.adresse}, {demande.code_postal} {demande.commune.nom}".replace(",  ", ", ")),
        ("Comment arriver", demande.acces),
        ("Contact", contact),
        ("Public", f"{demande.get_public_display()}, {demande.effectif} personnes, {demande.get_format_display()}"),
        ("Ateliers", ", ".join(a.nom for a in ateliers)),
        (
            "Équipement à prévoir",
            ", ".join(sorted({equipement_en_mots(a.equipement) for a in ateliers if a.equipement})),
        ),
        ("Place pour 19 mètres", OUI_NON[OuiNon(demande.stationnement)]),
        ("Électricité", OUI_NON[OuiNon(demande.electricite)]),
        ("Accessible en fauteuil", OUI_NON[OuiNon(demande.accessible)]),
        ("Réponse", etape.get_etat_display()),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]


def en_pdf(feuille: Feuille, *, le: datetime) -> bytes:
    """The same as a PDF."""
    return composer(GABARIT, _donnees(feuille), le=le)


def _donnees(feuille: Feuille) -> dict[str, Any]:
    return {
        "titre": f"Feuille de route, {feuille.titre}",
        "base": f"{feuille.bus.adresse_depot or feuille.bus.depot.nom}",
        "km": feuille.km,
        "estimation": ESTIMATION,
        "journees": [
            {
                "titre": j.titre,
                "depart": j.depart,
                "retour": f"{_route(j.retour)} Arrivée à la base vers {j.retour_a}." if j.retour_a else "",
                "nuit": j.nuit,
                "visites": [
                    {
                        "titre": f"{v.horaires} : {v.etape.demande.structure}",
                        "route": _route(v.arrivee),
                        "faits": [list(fait) for fait in v.faits],
                    }
                    for v in j.visites
                ],
            }
            for j in feuille.journees
            if j.visites
        ],
    }


def _route(trajet: Trajet | None) -> str:
    return f"Route : {trajet.km} km, environ {trajet.duree}." if trajet else ""
