"""Where an indicator stands against the path to its target. Plain Python: values in, answer out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from grenelle.choices import JOURS_DE_PERIODE, Frequence, Sens

TOLERANCE = Decimal("0.05")
"""Share of the way from the start to the target by which a value may miss the path and still be on it."""
DELAI_DE_PUBLICATION = timedelta(days=90)
"""Days after the end of a period before its reading is missed."""


class Suivi(StrEnum):
    """What a reading says of its target. ``EN_CHEMIN``: not there yet, and the document draws no path."""

    SANS_CIBLE = "sans_cible"
    SANS_RELEVE = "sans_releve"
    ATTEINTE = "atteinte"
    DANS_LES_TEMPS = "dans_les_temps"
    EN_CHEMIN = "en_chemin"
    ECART = "ecart"


@dataclass(frozen=True, slots=True)
class Repere:
    """A value at a date; without a date, the document gives none."""

    valeur: Decimal
    le: date | None


@dataclass(frozen=True, slots=True)
class Progres:
    """The answer: what is said, the value expected that day, and the share of the way done (0 to 1)."""

    suivi: Suivi
    attendu: Decimal | None = None
    part: Decimal | None = None


def attendu_le(depart: Repere | None, cibles: Sequence[Repere], jour: date) -> Decimal | None:
    """The value of the path on a day: straight lines from one dated number to the next, ``None`` before the first."""
    points = sorted(
        ((p.le, p.valeur) for p in (*([depart] if depart else []), *cibles) if p.le is not None), key=lambda p: p[0]
    )
    if not points or jour < points[0][0]:
        return None
    avant = points[0]
    for point in points[1:]:
        if jour < point[0]:
            part = Decimal((jour - avant[0]).days) / Decimal((point[0] - avant[0]).days)
            return avant[1] + (point[1] - avant[1]) * part
        avant = point
    return avant[1]


def mesurer(
    *, sens: str, depart: Repere | None, cibles: Sequence[Repere], valeur: Decimal | None, le: date | None
) -> Progres:
    """Compare the last reading with the path. ``le`` is the last day of its period."""
    if sens == Sens.SUIVI or not cibles:
        return Progres(Suivi.SANS_CIBLE)
    if valeur is None or le is None:
        return Progres(Suivi.SANS_RELEVE)
    finale = _derniere(cibles)
    part = _part(depart, finale, valeur)
    if _vaut(sens, valeur, finale.valeur):
        return Progres(Suivi.ATTEINTE, finale.valeur, part)
    attendu = attendu_le(depart, cibles, le)
    if attendu is None:
        return Progres(Suivi.EN_CHEMIN, None, part)
    if finale.le is not None and le >= finale.le:
        return Progres(Suivi.ECART, attendu, part)
    marge = abs(finale.valeur - (depart.valeur if depart else Decimal(0))) * TOLERANCE
    dans_les_temps = _vaut(sens, valeur, attendu - marge if sens == Sens.HAUSSE else attendu + marge)
    return Progres(Suivi.DANS_LES_TEMPS if dans_les_temps else Suivi.ECART, attendu, part)


def _derniere(cibles: Sequence[Repere]) -> Repere:
    """The target that ends the path: the one without a date, if there is one, else the latest."""
    return max(cibles, key=lambda cible: (cible.le is None, cible.le or date.min))


def _vaut(sens: str, valeur: Decimal, cible: Decimal) -> bool:
    return valeur >= cible if sens == Sens.HAUSSE else valeur <= cible


def _part(depart: Repere | None, finale: Repere, valeur: Decimal) -> Decimal | None:
    chemin = finale.valeur - (depart.valeur if depart else Decimal(0))
    if not chemin:
        return None
    fait = (valeur - (depart.valeur if depart else Decimal(0))) / chemin
    return min(max(fait, Decimal(0)), Decimal(1))


def releve_manquant(*, frequence: str, dernier: date | None, depuis: date, aujourdhui: date) -> bool:
    """Whether the next reading should have come: its period is over for longer than publishing takes.

    ``depuis``: from when the indicator is followed, for one that was never read.
    """
    if frequence == Frequence.UNIQUE:
        return False
    duree = timedelta(days=JOURS_DE_PERIODE[frequence][1])
    return (dernier or depuis) + duree + DELAI_DE_PUBLICATION < aujourdhui
