"""What an alert watches, in words: the page says it before, each message says it after."""

from collections.abc import Iterable

from commun.dates import dater
from commun.toponymes import de_lieu
from metiers.models import Famille, Metier
from stages.choices import NiveauPublic, Section
from stages.models import Alerte

EN_TROP = 3
"""Occupations or families named one by one; the rest is counted."""


def _enumerer(noms: list[str]) -> str:
    if len(noms) <= EN_TROP:
        return " ou ".join(noms)
    return f"{', '.join(noms[:EN_TROP])} et {len(noms) - EN_TROP} de plus"


def _semaines(alerte: Alerte) -> str:
    debut, fin = alerte.semaine_debut, alerte.semaine_fin
    if debut and fin:
        meme = debut == fin
        return f"semaine du {dater(debut)}" if meme else f"semaines du {dater(debut)} au {dater(fin)}"
    if debut:
        return f"à partir du {dater(debut)}"
    return f"jusqu'à la semaine du {dater(fin)}" if fin else ""


def _lieu(alerte: Alerte) -> str:
    if alerte.commune is not None:
        return f"à {alerte.rayon_km} km au plus {de_lieu(alerte.commune.nom)}"
    if alerte.territoire is not None:
        return f"territoire : {alerte.territoire.nom}"
    if alerte.departement is not None:
        return f"département : {alerte.departement.nom}"
    return "dans toute la région"


def phrases(alerte: Alerte, metiers: Iterable[Metier], familles: Iterable[Famille]) -> list[str]:
    """One short phrase for each criterion; places joined beforehand."""
    noms = [metier.nom_court for metier in metiers]
    domaines = [famille.libelle.lower() for famille in familles]
    parties = [
        Section(alerte.section).label if alerte.section else "Tous les stages",
        f"niveau : {NiveauPublic(alerte.niveau).label}" if alerte.niveau else "",
        f"métier : {_enumerer(noms)}" if noms else "",
        f"domaine : {_enumerer(domaines)}" if domaines else "",
        f"avec les mots « {alerte.mots} »" if alerte.mots else "",
        _semaines(alerte),
        _lieu(alerte),
    ]
    return [partie for partie in parties if partie]


def raison_de(alerte: Alerte) -> str:
    """Why a message came. The alert comes from ``Alerte.objects.avec_criteres()``: no query."""
    return " ; ".join(phrases(alerte, alerte.metiers.all(), alerte.familles.all()))


def raisons_de(alertes: Iterable[Alerte]) -> str:
    """The same for several alerts, each on its line, each said once."""
    return "\n".join(dict.fromkeys(raison_de(alerte) for alerte in alertes))
