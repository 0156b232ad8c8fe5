"""Open days as iCalendar."""

from collections.abc import Iterable

from icalendar import Calendar, Event

from formations.models import Etablissement, JourneePortesOuvertes


def calendrier(
    etablissement: Etablissement, journees: Iterable[JourneePortesOuvertes], *, adresse: str, site: str
) -> bytes:
    """One event a day. ``adresse``: the establishment's page; ``site``: what makes the identifiers unique."""
    agenda = Calendar()
    agenda.add("prodid", f"-//{site}//portes ouvertes//FR")
    agenda.add("version", "2.0")
    agenda.add("x-wr-calname", f"Portes ouvertes, {etablissement.nom}")
    hote = site.partition("://")[2] or site
    for journee in journees:
        evenement = Event()
        evenement.add("uid", f"portes-ouvertes-{journee.pk}@{hote}")
        evenement.add("summary", f"Portes ouvertes : {etablissement.nom}")
        evenement.add("dtstart", journee.debut)
        evenement.add("dtend", journee.fin)
        evenement.add("dtstamp", journee.debut)
        evenement.add("location", _lieu(etablissement))
        evenement.add("url", adresse)
        notes = [journee.precision, "Date de démonstration." if journee.demonstration else ""]
        if any(notes):
            evenement.add("description", " ".join(note for note in notes if note))
        agenda.add_component(evenement)
    return agenda.to_ical()


def _lieu(etablissement: Etablissement) -> str:
    commune = etablissement.commune.nom if etablissement.commune else ""
    ville = f"{etablissement.code_postal} {commune}".strip()
    return ", ".join(part for part in (etablissement.nom, etablissement.adresse, ville) if part)
