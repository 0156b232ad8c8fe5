"""Occupations that a visitor wants to compare, kept in the session without an account: at most four addresses."""

from collections.abc import MutableMapping, Sequence
from typing import Any

CLE = "comparaison"
COMPARES_MAX = 4
LONGUEUR = 200


def lire_panier(session: "MutableMapping[str, Any] | None") -> list[str]:
    """Addresses kept in a session; nothing when they cannot be understood any more."""
    brut = session.get(CLE) if session is not None else None
    if not isinstance(brut, list):
        return []
    return list(dict.fromkeys(s for s in brut if isinstance(s, str) and s))[:COMPARES_MAX]


def retenir_panier(session: "MutableMapping[str, Any]", *, slugs: Sequence[str]) -> list[str]:
    """Keep these addresses; forget everything when there is none."""
    gardes = [slug for slug in dict.fromkeys(slugs) if 0 < len(slug) <= LONGUEUR][:COMPARES_MAX]
    if gardes:
        session[CLE] = gardes
    else:
        session.pop(CLE, None)
    return gardes
