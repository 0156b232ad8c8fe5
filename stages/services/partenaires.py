"""Partners of the API: their token is shown once and only its hash is kept."""

import hashlib
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.db.models import Q

from stages.models import Partenaire

# The last call is a reading for staff: it is not written again at each request.
ENTRE_DEUX_NOTES = timedelta(minutes=5)


def empreinte(jeton: str) -> str:
    """SHA-256 of a token of 256 random bits, in hexadecimal: nothing to slow down, nobody guesses it."""
    return hashlib.sha256(jeton.encode()).hexdigest()


def renouveler_le_jeton(*, partenaire: Partenaire) -> str:
    """Give a partner (new or known) a token and return it: the former one stops at once."""
    jeton = token_urlsafe(32)
    partenaire.empreinte_jeton = empreinte(jeton)
    partenaire.save()
    return jeton


def partenaire_du_jeton(*, jeton: str, maintenant: datetime) -> Partenaire | None:
    """The active partner of a token, whose call is noted; ``None`` for an unknown one."""
    partenaire = Partenaire.objects.filter(empreinte_jeton=empreinte(jeton), actif=True).first()
    if partenaire is not None:
        ancien = Q(dernier_appel__isnull=True) | Q(dernier_appel__lte=maintenant - ENTRE_DEUX_NOTES)
        Partenaire.objects.filter(ancien, pk=partenaire.pk).update(dernier_appel=maintenant)
    return partenaire
