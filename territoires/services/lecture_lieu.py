"""The place that an address names: the commune's code, else what was typed, else the visitor's own."""

import re
from dataclasses import dataclass

from django.http import QueryDict

from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi
from territoires.services.completion import resoudre
from territoires.services.noms import plier

CODE_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
LONGUEUR_OU = 60
HOMONYMES = 5


@dataclass(frozen=True, slots=True)
class LieuNomme:
    """What was named and understood, the other communes of that name, and what was not understood."""

    lieu: Commune | ChezMoi | None = None
    homonymes: tuple[Commune, ...] = ()
    ecarte: str = ""


def commune_du_code(code: str) -> Commune | None:
    """The commune of today that has this INSEE code, with its département."""
    if not CODE_INSEE.fullmatch(code):
        return None
    return Commune.objects.actives().select_related("departement").filter(code_insee=code).first()


def lire_lieu_nomme(parametres: QueryDict, chez_moi: ChezMoi | None) -> LieuNomme:
    """``commune`` and ``ou``. Without JavaScript the text may change while the code stays: the text then wins."""
    code = parametres.get("commune", "").replace("\0", " ").strip()
    texte = " ".join(parametres.get("ou", "")[: 2 * LONGUEUR_OU].replace("\0", " ").split())
    trouvee = commune_du_code(code)
    if not texte or _se_nomme(trouvee, texte):
        return LieuNomme(trouvee, ecarte=code if code and trouvee is None else "")
    if _se_nomme(chez_moi, texte):
        return LieuNomme(chez_moi)
    proposees = resoudre(texte[:LONGUEUR_OU])
    if not proposees:
        return LieuNomme(ecarte=texte)
    return LieuNomme(proposees[0], tuple(proposees[1 : HOMONYMES + 1]))


def _se_nomme(lieu: Commune | ChezMoi | None, texte: str) -> bool:
    return lieu is not None and plier(texte) in (plier(lieu.nom), plier(lieu.libelle))
