"""Headers by which a mail program unsubscribes in one click (RFC 2369 and RFC 8058)."""

from stages.choices import Frequence
from stages.models import Livraison
from stages.services.adresses_alertes import adresse_desinscription


def entetes(livraison: Livraison) -> dict[str, str]:
    """Header values of the mail of a delivery. Its alert must be joined; a digest's link stops every alert."""
    recapitulatif = livraison.alerte.frequence != Frequence.IMMEDIATE
    return {
        "List-Unsubscribe": f"<{adresse_desinscription(livraison.alerte, tout=recapitulatif)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
