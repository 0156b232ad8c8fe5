"""The place of a page about occupations: the commune of the address, else the visitor's own."""

from django.http import HttpRequest

from metiers.forms import CODE_INSEE
from territoires.models import Commune
from territoires.services.chez_moi import RAYON_PAR_DEFAUT, ChezMoi, lire, retenir


def lieu_de(request: HttpRequest) -> ChezMoi | None:
    """One query at most, when the address names a commune."""
    code = request.GET.get("commune", "")
    commune = Commune.objects.completes().filter(code_insee=code).first() if CODE_INSEE.fullmatch(code) else None
    return retenir({}, commune=commune, rayon_km=RAYON_PAR_DEFAUT) if commune else lire(request.session)
