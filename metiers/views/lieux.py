"""The place that a page speaks of: the commune of its address, else the visitor's place."""

from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict

from territoires.models import Commune
from territoires.services.chez_moi import ChezMoi, lire
from territoires.services.completion import resoudre
from territoires.services.lecture_lieu import CODE_INSEE

LONGUEUR_LIEU = 120


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


@dataclass(frozen=True, slots=True)
class LieuSaisi:
    """What an address says of a place: ``lieu`` as people type it, or ``commune``, an INSEE code.

    ``commune`` is there when that is sure; otherwise ``choix`` lists the communes that answer, or ``erreur`` says
    what is wrong. ``tape`` is true when it was typed: the page then has an address of its own, with the code.
    """

    commune: Commune | None = None
    texte: str = ""
    choix: list[Commune] = field(default_factory=list)
    erreur: str = ""
    tape: bool = False


def lire_lieu(parametres: QueryDict) -> LieuSaisi:
    """Read the place of an address; what was typed stands before the code that was there already."""
    texte = " ".join(parametres.get("lieu", "").split())[:LONGUEUR_LIEU]
    code = parametres.get("commune", "")
    if texte:
        return _resolu(texte, commune_demandee(code))
    if not code:
        return LieuSaisi()
    commune = commune_demandee(code)
    if commune is None:
        return LieuSaisi(erreur=f"Aucune commune de la région ne porte le code « {code[:20]} ».")
    return LieuSaisi(commune, commune.libelle)


def _resolu(texte: str, deja: Commune | None) -> LieuSaisi:
    if deja is not None and texte == deja.libelle:
        return LieuSaisi(deja, texte, tape=True)
    trouvees = resoudre(texte)
    if not trouvees:
        return LieuSaisi(texte=texte, erreur=f"Aucune commune de la région ne répond à « {texte} ».")
    if len(trouvees) > 1:
        return LieuSaisi(texte=texte, choix=trouvees)
    return LieuSaisi(trouvees[0], texte, tape=True)
