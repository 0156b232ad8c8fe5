"""The periods of the calendar that may be read: the running one and those before it."""

from datetime import date

from commun.dates import ajouter_mois
from grenelle.choices import Frequence
from grenelle.services.comptage import MOIS_PAR_PERIODE, periodes_finies

Periode = tuple[date, date]
OFFERTES = {
    Frequence.ANNUELLE: 8,
    Frequence.SEMESTRIELLE: 6,
    Frequence.TRIMESTRIELLE: 8,
    Frequence.MENSUELLE: 14,
}
D_UN_COUP = 6
"""Periods shown together when several are entered for one place."""


def periodes_offertes(frequence: str, jour: date) -> list[Periode]:
    """The latest first. None for what is read once: its period is typed."""
    mois = MOIS_PAR_PERIODE.get(Frequence(frequence))
    if mois is None:
        return []
    return periodes_finies(frequence, ajouter_mois(jour.replace(day=1), mois), OFFERTES[Frequence(frequence)])[::-1]
