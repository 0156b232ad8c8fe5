"""What the address of a search says, as the first values of the form of an alert. Unknown values are put aside."""

import re
from datetime import date
from typing import Any

from django.http import QueryDict

from commun.nombres import entier
from metiers.models import Famille, Metier
from stages.choices import NiveauPublic, Section
from territoires.models import Commune, Departement, TerritoireEmploi

LONGUEUR_MOTS = 120
VALEURS_MAX = 10
RAYONS = (5, 10, 20, 30, 60)
RAYON_PAR_DEFAUT = 30
LONGUEUR_DITE = 40
ECARTES_MAX = 12
_JETON = re.compile(r"[-a-zA-Z0-9_]{1,200}")
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def lire_recherche(parametres: QueryDict) -> tuple[dict[str, Any], list[str]]:
    """First values, and what was not understood. A few queries, whatever the address holds."""
    ecartes: list[str] = []
    initial: dict[str, Any] = {"mots": " ".join(parametres.get("q", "").split())[:LONGUEUR_MOTS].strip()}
    for nom, valeurs in (("section", Section.values), ("niveau", NiveauPublic.values)):
        valeur = parametres.get(nom, "")
        initial[nom] = valeur if valeur in valeurs else ""
        ecartes += [valeur] if valeur and valeur not in valeurs else []
    for nom in ("semaine_debut", "semaine_fin"):
        initial[nom] = _jour(parametres.get(nom, ""), ecartes)
    initial["metiers"] = _parmi(parametres.getlist("metier"), ecartes, Metier.objects.publies())
    initial["familles"] = _parmi(parametres.getlist("famille"), ecartes, Famille.objects.all())
    initial |= _lieu(parametres, ecartes)
    return initial, [ecarte[:LONGUEUR_DITE] for ecarte in ecartes[:ECARTES_MAX]]


def _jour(texte: str, ecartes: list[str]) -> date | None:
    if not texte:
        return None
    try:
        jour = date.fromisoformat(texte) if _JOUR.fullmatch(texte) else None
    except ValueError:
        jour = None
    if jour is None or not 2000 <= jour.year <= 2100:
        ecartes.append(texte)
        return None
    return jour


def _parmi(valeurs: list[str], ecartes: list[str], objets: Any) -> list[str]:
    voulus = [valeur for valeur in valeurs[:VALEURS_MAX] if _JETON.fullmatch(valeur)]
    connus = set(objets.filter(slug__in=voulus).values_list("slug", flat=True)) if voulus else set()
    ecartes += [valeur for valeur in valeurs if valeur and valeur not in connus]
    return [valeur for valeur in dict.fromkeys(voulus) if valeur in connus]


def _lieu(parametres: QueryDict, ecartes: list[str]) -> dict[str, Any]:
    """One place: the commune and its radius first, then the territory, then the département."""
    code, territoire, departement = (parametres.get(nom, "") for nom in ("commune", "territoire", "departement"))
    rayon = parametres.get("rayon", "")
    lu: dict[str, Any] = {"rayon_km": _rayon(rayon)}
    commune = None
    if _JETON.fullmatch(code):
        commune = Commune.objects.actives().select_related("departement").filter(code_insee=code).first()
    if code and commune is None:
        ecartes.append(code)
    if commune is not None and rayon != "0":
        return lu | {"commune": commune.libelle}
    if territoire:
        if _JETON.fullmatch(territoire) and TerritoireEmploi.objects.filter(code=territoire).exists():
            return lu | {"territoire": territoire}
        ecartes.append(territoire)
    if departement:
        if _JETON.fullmatch(departement) and Departement.objects.filter(code=departement).exists():
            return lu | {"departement": departement}
        ecartes.append(departement)
    return lu


def _rayon(texte: str) -> int:
    return entier(texte, 1, RAYONS[-1]) or RAYON_PAR_DEFAUT
