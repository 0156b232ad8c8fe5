"""Sites that may embed the list of offers: an origin is a scheme and a host, nothing else."""

from urllib.parse import urlsplit

from stages.models import OriginePermise

ORIGINES_MAX = 200


def lire_origine(texte: str) -> str:
    """``https://www.mairie.example`` from what staff typed; :class:`ValueError` says in French what is wrong."""
    try:
        parties = urlsplit(texte.strip().lower())
        port = parties.port
    except ValueError:
        raise ValueError("Cette adresse ne se lit pas.") from None
    hote = parties.hostname or ""
    if parties.scheme != "https" or not hote:
        raise ValueError("Une origine commence par https:// et porte un nom de domaine.")
    if parties.path not in ("", "/") or parties.query or parties.fragment or parties.username:
        raise ValueError("Une origine s'arrête au nom de domaine : retirez la suite.")
    if not all(c.isalnum() or c in "-." for c in hote) or not hote.isascii() or "." not in hote:
        raise ValueError("Ce nom de domaine n'est pas complet.")
    return f"https://{hote}" + (f":{port}" if port and port != 443 else "")


def origines_permises() -> list[str]:
    """Origins that may frame the list, for the ``frame-ancestors`` directive."""
    actives = OriginePermise.objects.filter(active=True).order_by("pk")
    return list(actives.values_list("origine", flat=True)[:ORIGINES_MAX])
