"""Figures that the yearly Grenelle gives to the dashboard, for the Région of the portal."""

from datetime import datetime
from typing import Any

from commun.indicateurs import Echelle, Indicateur, Periode, Valeurs
from grenelle.choices import Moderation
from grenelle.models import Contribution, Vote
from territoires.models import Region


def _du_portail(prefixe: str = "") -> dict[str, Any]:
    """Plans of other Régions are shown, not counted; an invented edition neither."""
    return {
        f"{prefixe}edition__plan__region_code__in": Region.objects.values("code"),
        f"{prefixe}edition__demonstration": False,
    }


def contributions_publiees(debut: datetime, fin: datetime) -> Valeurs:
    """Proposals and comments that moderators let through in the period."""
    publiees = Contribution.objects.filter(
        moderation=Moderation.ACCEPTEE, moderee_le__gte=debut, moderee_le__lt=fin, **_du_portail()
    )
    return {None: publiees.count()}


def votes_exprimes(debut: datetime, fin: datetime) -> Valeurs:
    """Votes given in the period, and not taken back, for what is still published."""
    votes = Vote.objects.filter(
        contribution__moderation=Moderation.ACCEPTEE,
        created_at__gte=debut,
        created_at__lt=fin,
        **_du_portail("contribution__"),
    )
    return {None: votes.count()}


INDICATEURS = (
    Indicateur(
        "grenelle.contributions_publiees",
        "Contributions au Grenelle publiées",
        "contributions",
        Echelle.REGION,
        Periode.FLUX,
        contributions_publiees,
    ),
    Indicateur(
        "grenelle.votes_exprimes",
        "Votes pour des contributions au Grenelle",
        "votes",
        Echelle.REGION,
        Periode.FLUX,
        votes_exprimes,
    ),
)
