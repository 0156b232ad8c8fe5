"""School calendar and public holidays as they are published.

The official calendar gives moments in UTC (« 2025-10-17T22:00 » is 18 October in Paris), its « date de fin » is the day
when classes begin again, and the coming summer has a beginning and no end.
"""

import csv
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from commun.archives import Archive
from commun.importation import Compte, ImportRefuse, Rapport, Refus, colonnes, decoder, nettoyer
from commun.marque import marque
from territoires.models import CalendrierScolaire, JourFerie

PARIS = ZoneInfo("Europe/Paris")
SOURCE_CALENDRIER = "Calendrier scolaire (Éducation nationale)"
SOURCE_FERIES = "Jours fériés (Etalab)"
TABLE, TABLE_FERIES = "Vacances scolaires", "Jours fériés"
_POPULATIONS = {
    "-": CalendrierScolaire.Population.TOUS.value,
    "": CalendrierScolaire.Population.TOUS.value,
    "Élèves": CalendrierScolaire.Population.ELEVES.value,
    "Enseignants": CalendrierScolaire.Population.ENSEIGNANTS.value,
}
OFFICIEL = ("description", "population", "date de début", "date de fin", "zones", "annee_scolaire")
NORMALISE = ("annee_scolaire", "libelle", "premier_jour", "dernier_jour_sans_classe")
FERIES = ("date", "nom_jour_ferie")


@dataclass(slots=True)
class Jours:
    """Holidays by what identifies them, and public holidays by their day."""

    vacances: dict[tuple[str, str, str, str], tuple[date, date | None]] = field(default_factory=dict)
    feries: dict[date, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.vacances or self.feries)


def jour_de_paris(moment: str) -> date:
    """The Paris day of a published moment.

    >>> jour_de_paris("2025-10-17T22:00:00+00:00")
    datetime.date(2025, 10, 18)
    """
    lu = datetime.fromisoformat(moment)
    return (lu if lu.tzinfo else lu.replace(tzinfo=timezone.utc)).astimezone(PARIS).date()  # noqa: UP017


def lire(archive: Archive, rapport: Rapport) -> Jours:
    """Every calendar of the folder, told by its columns; a broken row refuses its file."""
    jours, fautes = Jours(), []
    for fichier in archive.noms():
        if not fichier.lower().endswith((".csv", ".csv.gz")):
            continue
        for attendues, separateur, lecteur in (
            (OFFICIEL, ";", _officiel),
            (NORMALISE, ",", _normalise),
            (FERIES, ",", _ferie),
        ):
            contenu = archive.lire(fichier)
            if not set(attendues) <= set(colonnes(contenu, fichier, separateur)):
                continue
            lignes = list(csv.DictReader(io.StringIO(nettoyer(decoder(contenu, fichier))), delimiter=separateur))
            rapport.lignes[fichier] = len(lignes)
            for numero, ligne in enumerate(lignes, 2):
                try:
                    lecteur({str(c).strip().casefold(): (v or "").strip() for c, v in ligne.items()}, jours)
                except (ValueError, KeyError) as erreur:
                    fautes.append(Refus(f"date illisible ({erreur})"[:200], fichier=fichier, ligne=numero))
    if fautes:
        raise ImportRefuse(fautes)
    return jours


def _officiel(ligne: dict[str, Any], jours: Jours) -> None:
    zone = ligne["zones"].removeprefix("Zone ").strip()
    if len(zone) > 4 or not zone:  # overseas académies have no letter
        return
    debut, reprise = jour_de_paris(ligne["date de début"]), jour_de_paris(ligne["date de fin"])
    fin = reprise - timedelta(days=1) if reprise > debut else None
    population = _POPULATIONS.get(ligne["population"], CalendrierScolaire.Population.TOUS.value)
    jours.vacances[zone, ligne["annee_scolaire"], ligne["description"], population] = (debut, fin)


def _normalise(ligne: dict[str, Any], jours: Jours) -> None:
    fin = ligne["dernier_jour_sans_classe"]
    cle = (marque().zone_scolaire, ligne["annee_scolaire"], ligne["libelle"], CalendrierScolaire.Population.TOUS.value)
    if any(autre[:3] == cle[:3] for autre in jours.vacances):  # the official file speaks first
        return
    jours.vacances[cle] = (date.fromisoformat(ligne["premier_jour"]), date.fromisoformat(fin) if fin else None)


def _ferie(ligne: dict[str, Any], jours: Jours) -> None:
    jours.feries[date.fromisoformat(ligne["date"])] = ligne["nom_jour_ferie"]


def lire_livraison(chemin: Path) -> Jours:
    """The bundled calendar of the zone (``donnees/calendrier``)."""
    contenu = tomllib.loads(chemin.read_text(encoding="utf-8"))
    jours = Jours()
    for vacances in contenu["vacances"]:
        cle = (contenu["zone"], vacances["annee"], vacances["libelle"], CalendrierScolaire.Population.TOUS.value)
        jours.vacances[cle] = (vacances["premier"], vacances.get("dernier"))
    jours.feries = {date.fromisoformat(jour): libelle for jour, libelle in contenu["feries"].items()}
    return jours


def ecrire(jours: Jours, rapport: Rapport) -> None:
    """Create and update; a date that the files no longer hold stays: it may be past, and passed dates are true."""
    cles: tuple[str, ...] = ("zone", "annee_scolaire", "libelle", "population")
    if jours.vacances:
        voulus = {
            cle: {"premier_jour": debut, "dernier_jour": fin, "source": SOURCE_CALENDRIER}
            for cle, (debut, fin) in jours.vacances.items()
        }
        _poser(CalendrierScolaire, cles, voulus, rapport.compte(TABLE))
    if jours.feries:
        feries = {(jour,): {"libelle": libelle, "source": SOURCE_FERIES} for jour, libelle in jours.feries.items()}
        _poser(JourFerie, ("jour",), feries, rapport.compte(TABLE_FERIES))


def _poser(modele: Any, cles: tuple[str, ...], voulus: Mapping[Any, dict[str, Any]], compte: Compte) -> None:
    existants = {tuple(getattr(objet, cle) for cle in cles): objet for objet in modele.objects.all()}
    nouveaux, changes = [], []
    for cle, valeurs in voulus.items():
        objet = existants.get(cle)
        if objet is None:
            nouveaux.append(modele(**dict(zip(cles, cle, strict=True)), **valeurs))
        elif all(getattr(objet, nom) == valeur for nom, valeur in valeurs.items()):
            compte.inchanges += 1
        else:
            for nom, valeur in valeurs.items():
                setattr(objet, nom, valeur)
            changes.append(objet)
    modele.objects.bulk_create(nouveaux)
    if changes:
        modele.objects.bulk_update(changes, list(next(iter(voulus.values()))))
    compte.crees += len(nouveaux)
    compte.modifies += len(changes)
