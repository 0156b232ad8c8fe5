"""Stops in words: when, where, for whom; cards, active filters and the weeks of a month."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format, time_format

from commun.dates import dater
from orientibus.choices import EtatEtape
from orientibus.models import Etape
from orientibus.services.exploration import CriteresEtapes
from orientibus.services.inscriptions import places_restantes

Filtre = dict[str, str]


@dataclass(frozen=True, slots=True)
class CarteEtape:
    """A stop of a list."""

    etape: Etape
    quand: str
    horaires: str
    km: float | None
    places: int | None


def jour_en_mots(quand: date, annee: bool = False) -> str:
    """« mardi 1er décembre »."""
    return dater(quand, "l j F Y" if annee else "l j F")


def mois_en_mots(mois: date) -> str:
    return date_format(mois, "F Y")


def quand_en_mots(etape: Etape) -> str:
    """« Mardi 1er décembre », « Du mardi 1er au jeudi 3 décembre »."""
    if etape.fin == etape.jour:
        return jour_en_mots(etape.jour).capitalize()
    return f"Du {jour_en_mots(etape.jour)} au {jour_en_mots(etape.fin)}"


def horaires_en_mots(etape: Etape) -> str:
    debut, fin = time_format(etape.heure_debut, r"G \h i"), time_format(etape.heure_fin, r"G \h i")
    return f"de {debut} à {fin}".replace(" h 00", " h")


def cartes_de(etapes: Iterable[Etape]) -> list[CarteEtape]:
    return [
        CarteEtape(
            etape,
            quand_en_mots(etape),
            horaires_en_mots(etape),
            getattr(etape, "distance_km", None),
            places_restantes(etape) if etape.ouverte_a_tous else None,
        )
        for etape in etapes
    ]


def arrets_de(cartes: Iterable[CarteEtape]) -> list[dict[str, Any]]:
    """Markers of the dot map."""
    return [
        {
            "libelle": f"{c.etape.demande.commune.nom}, {c.quand[:1].lower()}{c.quand[1:]}",
            "adresse": c.etape.get_absolute_url(),
            "latitude": c.etape.demande.latitude,
            "longitude": c.etape.demande.longitude,
        }
        for c in cartes
    ]


def filtres_actifs(criteres: CriteresEtapes) -> list[Filtre]:
    """What is chosen, each with the address of the search without it."""
    libelles = {
        "departement": criteres.departement and criteres.departement.nom,
        "bus": criteres.bus and criteres.bus.nom,
        "mois": criteres.mois and mois_en_mots(criteres.mois).capitalize(),
        "ouvertes": criteres.ouvertes and "Ouvertes à tous",
    }
    return [
        {"libelle": str(libelle), "adresse": f"?{criteres.sans(nom).adresse}"}
        for nom, libelle in libelles.items()
        if libelle
    ]


@dataclass(frozen=True, slots=True)
class JourDuMois:
    jour: date
    dans_le_mois: bool
    aujourdhui: bool
    etapes: list[Etape]


def semaines_du_mois(mois: date, etapes: Iterable[Etape], aujourdhui: date) -> list[list[JourDuMois]]:
    """Weeks from Monday to Saturday (a bus never goes on Sunday), each day with its stops."""
    par_jour: dict[date, list[Etape]] = {}
    for etape in etapes:
        for rang in range((etape.fin - etape.jour).days + 1):
            par_jour.setdefault(etape.jour + timedelta(days=rang), []).append(etape)
    semaines = Calendar().monthdatescalendar(mois.year, mois.month)
    return [
        [JourDuMois(j, j.month == mois.month, j == aujourdhui, par_jour.get(j, [])) for j in semaine[:6]]
        for semaine in semaines
    ]


def phrase_d_etat(etape: Etape) -> str:
    """What to say of a stop that was announced and will not take place."""
    if etape.etat == EtatEtape.ANNULEE:
        return f"Cette étape est annulée{f' : {etape.motif}' if etape.motif else '.'}"
    return "Cette étape n'aura pas lieu à cette date : une autre date est en cours de discussion."
