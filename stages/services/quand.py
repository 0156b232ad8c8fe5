"""When a message may leave: at once or with the next digest, and never within quiet hours (legal time of Paris)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stages.choices import Frequence
from stages.services.regles import Regles

PARIS = ZoneInfo("Europe/Paris")
TOURS = 4
"""Two quiet spans can push a message from one into the other; two spans that fill the day never end."""


@dataclass(frozen=True, slots=True)
class Horaire:
    """What the rules say of quiet hours and digests."""

    calme_debut: time
    calme_fin: time
    bilan: time
    jour_du_bilan: int

    @classmethod
    def selon(cls, regles: Regles) -> "Horaire":
        """Read the rules in force."""
        calme: dict[str, str] = regles["heures_calmes_mineurs"]
        bilan: dict[str, Any] = regles["alerte_recapitulatif"]
        return cls(
            time.fromisoformat(calme["de"]),
            time.fromisoformat(calme["a"]),
            time.fromisoformat(bilan["heure"]),
            int(bilan["jour"]),
        )


def prochain_envoi(
    *,
    maintenant: datetime,
    horaire: Horaire,
    frequence: str,
    mineur: bool,
    calme_debut: time | None = None,
    calme_fin: time | None = None,
) -> datetime:
    """The first moment at which a message due now may leave. A minor's quiet hours cannot be turned off."""
    instant = _prochain_bilan(maintenant.astimezone(PARIS), horaire, frequence)
    plages = [(horaire.calme_debut, horaire.calme_fin)] if mineur else []
    if calme_debut is not None and calme_fin is not None:
        plages.append((calme_debut, calme_fin))
    for _ in range(TOURS):
        fins = [fin for fin in (_fin_du_calme(instant, *plage) for plage in plages) if fin is not None]
        if not fins:
            break
        instant = max(fins)
    return instant


def _prochain_bilan(instant: datetime, horaire: Horaire, frequence: str) -> datetime:
    if frequence == Frequence.IMMEDIATE:
        return instant
    jour = instant.date()
    if frequence == Frequence.HEBDOMADAIRE:
        jour += timedelta(days=(horaire.jour_du_bilan - jour.isoweekday()) % 7)
    bilan = datetime.combine(jour, horaire.bilan, PARIS)
    if bilan < instant:
        jour += timedelta(days=7 if frequence == Frequence.HEBDOMADAIRE else 1)
        bilan = datetime.combine(jour, horaire.bilan, PARIS)
    return bilan


def _fin_du_calme(instant: datetime, debut: time, fin: time) -> datetime | None:
    """End of the quiet span in which a moment lies, ``None`` outside of it."""
    heure = instant.time()
    dedans = debut <= heure < fin if debut <= fin else heure >= debut or heure < fin
    if not dedans:
        return None
    jour = instant.date() if heure < fin else instant.date() + timedelta(days=1)
    return datetime.combine(jour, fin, PARIS)
