"""Filters of the offers: those of the page, but a value that means nothing is a 400, and one that is unknown a 404."""

import re
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError

from commun.schema import SANS_NUL
from metiers.models import Famille, Metier
from stages.choices import Distance, NiveauPublic, Section
from stages.services.exploration import (
    CODE_INSEE,
    DEPUIS_MAX,
    LONGUEUR_MOTS,
    PLACES_MAX,
    RAYON_MAX_API,
    TRIS,
    CriteresOffres,
)
from territoires.models import Commune, Departement, TerritoireEmploi
from territoires.services.chez_moi import RAYON_PAR_DEFAUT

_CLE = {"type": "string", "maxLength": 200, "pattern": "^[-a-zA-Z0-9_]+$"}
_JOUR = {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"}


def _entier(mini: int, maxi: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": mini, "maximum": maxi}


def _parmi(valeurs: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(valeurs)}


def _parametre(nom: str, schema: dict[str, Any], description: str) -> OpenApiParameter:
    return OpenApiParameter(nom, schema, description=description)


PARAMETRES = [
    _parametre(
        "q",
        {"type": "string", "maxLength": LONGUEUR_MOTS, "pattern": SANS_NUL},
        "Mots du titre, de la description, du métier, de l'entreprise ou de la commune ; tous sont demandés.",
    ),
    _parametre("section", _parmi(Section.values), "Type d'offre."),
    _parametre("niveau", _parmi(NiveauPublic.values), "Pour qui est l'offre."),
    _parametre("semaine_debut", _JOUR, "À partir de cette semaine, désignée par l'un de ses jours."),
    _parametre("semaine_fin", _JOUR, "Jusqu'à cette semaine."),
    _parametre("metier", _CLE, "Adresse d'un métier (voir `/api/v1/metiers/`). Inconnue : 404."),
    _parametre("famille", _CLE, "Adresse d'une famille de métiers. Inconnue : 404."),
    _parametre(
        "commune",
        {"type": "string", "pattern": "^[0-9][0-9AB][0-9]{3}$"},
        "Code INSEE d'une commune : autour d'elle. Inconnu : 404.",
    ),
    _parametre(
        "rayon",
        _entier(1, RAYON_MAX_API),
        f"Avec `commune`, sans effet sinon : kilomètres ({RAYON_PAR_DEFAUT} par défaut).",
    ),
    _parametre(
        "departement", {"type": "string", "pattern": "^[0-9][0-9AB][0-9]?$"}, "Code d'un département. Inconnu : 404."
    ),
    _parametre("territoire", _CLE, "Code d'un territoire emploi. Inconnu : 404."),
    _parametre("distance", _parmi(Distance.values), "Sur place ou à distance."),
    _parametre("depuis", _entier(1, DEPUIS_MAX), "Publiées depuis au plus tant de jours."),
    _parametre("places", _entier(1, PLACES_MAX), "Au moins tant de places restantes."),
    _parametre("tri", _parmi(TRIS), "Ordre ; `distance` avec `commune`, les plus récentes d'abord sinon."),
]


_FORME_DE_CLE = re.compile(r"[-a-zA-Z0-9_]{1,200}")


class LecteurOffres:
    """Reads the parameters of a request; every fault is said, none is put aside."""

    def __init__(self, parametres: QueryDict) -> None:
        self._parametres = parametres
        self.fautes: dict[str, list[str]] = {}

    def lire(self) -> CriteresOffres:
        """The criteria, or a 400 with every fault, or a 404 for a value that names nothing."""
        champs: dict[str, Any] = {
            "mots": self._texte("q"),
            "section": self._parmi("section", Section.values),
            "niveau": self._parmi("niveau", NiveauPublic.values),
            "semaine_debut": self._lundi("semaine_debut"),
            "semaine_fin": self._lundi("semaine_fin"),
            "a_distance": self._parmi("distance", Distance.values),
            "depuis": self._nombre("depuis", DEPUIS_MAX),
            "places": self._nombre("places", PLACES_MAX),
            "tri": self._parmi("tri", TRIS) or "date",
        }
        cles = {nom: self._cle(nom) for nom in ("metier", "famille", "territoire", "departement")}
        commune, rayon = self._commune(), self._nombre("rayon", RAYON_MAX_API)
        if champs["tri"] == "distance" and not commune:
            champs["tri"] = "date"
        if self.fautes:
            raise ValidationError(self.fautes)
        champs["metier"] = _trouver(Metier.objects.publies(), slug=cles["metier"])
        champs["famille"] = _trouver(Famille.objects.all(), slug=cles["famille"])
        champs["territoire"] = _trouver(TerritoireEmploi.objects.all(), code=cles["territoire"])
        champs["departement"] = _trouver(Departement.objects.all(), code=cles["departement"])
        champs["commune"] = _trouver(Commune.objects.actives().select_related("departement"), code_insee=commune)
        champs["rayon_km"] = (rayon or RAYON_PAR_DEFAUT) if commune else None
        return CriteresOffres(**champs)

    def _texte(self, nom: str) -> str:
        valeur = self._parametres.get(nom, "")
        if len(valeur) > LONGUEUR_MOTS:
            self.fautes[nom] = [f"Au plus {LONGUEUR_MOTS} caractères."]
        return " ".join(valeur.split())[:LONGUEUR_MOTS].strip()

    def _parmi(self, nom: str, valeurs: Any) -> str:
        valeur = self._parametres.get(nom)
        if valeur is not None and valeur not in valeurs:
            self.fautes[nom] = [f"« {valeur[:40]} » n'est pas une valeur connue."]
        return valeur or ""

    def _nombre(self, nom: str, maxi: int) -> int | None:
        valeur = self._parametres.get(nom)
        if valeur is None:
            return None
        if valeur.isascii() and valeur.isdigit() and len(valeur) <= 4 and 1 <= int(valeur) <= maxi:
            return int(valeur)
        self.fautes[nom] = [f"Un nombre de 1 à {maxi} est attendu."]
        return None

    def _lundi(self, nom: str) -> date | None:
        valeur = self._parametres.get(nom)
        if valeur is None:
            return None
        try:
            jour = date.fromisoformat(valeur) if len(valeur) == 10 and valeur.isascii() else None
        except ValueError:
            jour = None
        if jour is None or not 2000 <= jour.year < 2100:
            self.fautes[nom] = ["Une date AAAA-MM-JJ est attendue."]
            return None
        return jour - timedelta(days=jour.weekday())

    def _cle(self, nom: str) -> str | None:
        valeur = self._parametres.get(nom)
        if valeur is None:
            return None
        if not _FORME_DE_CLE.fullmatch(valeur):
            self.fautes[nom] = ["Une adresse faite de lettres, de chiffres et de tirets est attendue."]
        return valeur

    def _commune(self) -> str | None:
        valeur = self._parametres.get("commune")
        if valeur is not None and not CODE_INSEE.fullmatch(valeur):
            self.fautes["commune"] = ["Un code INSEE de 5 caractères est attendu, comme 44109."]
        return valeur


def _trouver(requete: models.QuerySet[Any], **cle: str | None) -> Any:
    if None in cle.values():
        return None
    trouve = requete.filter(**cle).first()
    if trouve is None:
        raise NotFound("Une valeur demandée n'est pas connue du portail.")
    return trouve
