"""The place that a page speaks of: the commune of its address, else the visitor's place."""

import re

from django.http import HttpRequest

from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi, lire

CODE_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")


def lieu_demande(request: HttpRequest) -> Commune | ChezMoi | None:
    """A commune with everything that names it, the place kept in the session, or ``None``."""
    return commune_demandee(request.GET.get("commune", "")) or lire(request.session)


def commune_demandee(code: str) -> Commune | None:
    """The commune of an INSEE code, when it is one of today."""
    if not CODE_INSEE.fullmatch(code):
        return None
    return Commune.objects.actives().completes().filter(code_insee=code).first()


def code_departement(lieu: Commune | ChezMoi) -> str:
    """Code of the département, whichever way the place is known."""
    return lieu.departement.code if isinstance(lieu, Commune) else lieu.departement
