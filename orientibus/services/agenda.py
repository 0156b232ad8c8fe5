"""Stops as calendars that people subscribe to (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vDuration

from commun.marque import marque
from commun.site import absolue, domaine
from commun.toponymes import a_lieu
from orientibus.choices import EtatEtape
from orientibus.models import Etape

RELIRE = timedelta(hours=6)
"""How often a calendar program may ask again."""


def ecrire_agenda(nom: str, etapes: Iterable[Etape]) -> bytes:
    """A calendar with a line a stop; a stop called off stays a while, as cancelled, so that calendars remove it."""
    agenda = Calendar()
    agenda.add("prodid", f"-//{marque().nom}//Orientibus//FR")
    agenda.add("version", "2.0")
    agenda.add("method", "PUBLISH")
    agenda.add("name", nom)
    agenda.add("x-wr-calname", nom)
    agenda.add("refresh-interval", vDuration(RELIRE), parameters={"VALUE": "DURATION"})
    agenda.add_component(Timezone.from_tzid(settings.TIME_ZONE))
    for etape in etapes:
        agenda.add_component(evenement(etape))
    return bytes(agenda.to_ical())


def evenement(etape: Etape) -> Event:
    """A stop of several days is one event a day, under the same identity."""
    fuseau = ZoneInfo(settings.TIME_ZONE)
    demande = etape.demande
    ligne = Event()
    ligne.add("uid", f"{etape.slug}@{domaine()}")
    ligne.add("dtstamp", etape.updated_at)
    ligne.add("sequence", etape.sequence)
    ligne.add("summary", resume(etape))
    ligne.add("dtstart", datetime.combine(etape.jour, etape.heure_debut, fuseau))
    ligne.add("dtend", datetime.combine(etape.jour, etape.heure_fin, fuseau))
    if etape.fin > etape.jour:
        ligne.add("rrule", {"freq": "daily", "count": (etape.fin - etape.jour).days + 1})
    ligne.add("location", lieu(etape))
    ligne.add("geo", (demande.latitude, demande.longitude))
    ligne.add("description", description(etape))
    ligne.add("url", absolue(etape.get_absolute_url()))
    ligne.add("status", "CONFIRMED" if etape.etat in (EtatEtape.CONFIRMEE, EtatEtape.REALISEE) else "CANCELLED")
    return ligne


def resume(etape: Etape) -> str:
    """« Orientibus à Saumur : apéro orientation »."""
    return f"Orientibus {a_lieu(etape.demande.commune.nom)} : {etape.demande.get_format_display().lower()}"


def lieu(etape: Etape) -> str:
    """The exact address only where anyone may come."""
    demande = etape.demande
    if etape.ouverte_a_tous:
        return f"{demande.adresse}, {demande.code_postal} {demande.commune.nom}".replace(",  ", ", ")
    return f"{demande.structure}, {demande.commune.nom}"


def description(etape: Etape) -> str:
    qui = "Ouvert à tous." if etape.ouverte_a_tous else "Réservé au public de la structure qui accueille."
    phrases = [qui, etape.description, "Étape de démonstration." if etape.demonstration else ""]
    return "\n".join(phrase for phrase in phrases if phrase)
