"""What typed words name: an occupation, a place, an establishment; one when that is sure, else those to choose from."""

import re

from django.db.models import Q

from formations.models import Etablissement
from metiers.models import Metier
from metiers.services.recherche import completer_metiers
from territoires.models import Commune
from territoires.services.completion import resoudre

CHOIX_MAX = 6
Choix = list[tuple[str, str]]


def metiers_nommes(texte: str) -> list[Metier]:
    """Occupations that a text may mean; the exact name is one alone."""
    exacts = list(Metier.objects.publies().filter(nom__iexact=texte)[:2])
    if len(exacts) == 1:
        return exacts
    suggestions = completer_metiers(texte, CHOIX_MAX)
    titre = [s.metier_id for s in suggestions if s.texte.casefold() == texte.casefold()]
    trouves = list(dict.fromkeys(titre or [s.metier_id for s in suggestions]))
    return list(Metier.objects.publies().filter(pk__in=trouves).order_by("nom"))


def communes_nommees(texte: str, code: str) -> list[Commune]:
    """Communes that a text may mean; the code that completion gave settles it when it goes with the text."""
    if re.fullmatch(r"[0-9][0-9AB][0-9]{3}", code):
        connue = Commune.objects.select_related("departement").filter(code_insee=code).first()
        if connue and texte in (connue.libelle, connue.nom):
            return [connue]
    trouvees = resoudre(texte)
    justes = [commune for commune in trouvees if commune.libelle == texte]
    return justes or trouvees[:CHOIX_MAX]


def etablissements_nommes(texte: str) -> list[Etablissement]:
    """Schools that a text may mean: an UAI, the exact name, or all the words of the name or of the commune."""
    actifs = Etablissement.objects.actifs().select_related("commune").order_by("nom", "pk")
    if re.fullmatch(r"[0-9]{7}[A-Za-z]", texte):
        return list(actifs.filter(uai=texte.upper())[:1])
    uai = re.search(r"\(([0-9]{7}[A-Z])\)$", texte)
    if uai:
        return list(actifs.filter(uai=uai.group(1))[:1])
    exacts = list(actifs.filter(nom__iexact=texte)[:CHOIX_MAX])
    if exacts:
        return exacts
    filtre = Q()
    for mot in texte.split()[:6]:
        filtre &= Q(nom__icontains=mot) | Q(commune__nom__icontains=mot)
    return list(actifs.filter(filtre)[:CHOIX_MAX])


def nom_d_etablissement(etablissement: Etablissement) -> str:
    """As it is shown in a field: the name and what tells namesakes apart."""
    if etablissement.uai:
        return f"{etablissement.nom} ({etablissement.uai})"
    return etablissement.nom
