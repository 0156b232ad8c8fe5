"""Parameters of the API's addresses: every fault is said (400), what names nothing is a 404, nothing is put aside."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError

from commun.nombres import entier

SLUG = r"^[-a-zA-Z0-9_]{1,200}$"
CODE_INSEE = r"^[0-9][0-9AB][0-9]{3}$"
CODE_DEPARTEMENT = r"^[0-9][0-9AB][0-9]?$"
_JOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parametre(nom: str, description: str, **schema: Any) -> OpenApiParameter:
    """One parameter of the schema; a text unless ``schema`` says otherwise."""
    return OpenApiParameter(nom, {"type": "string", **schema}, description=description)


def trouver(requete: QuerySet[Any], **cle: str | None) -> Any:
    """The row that a key names; nothing is asked for an empty key."""
    if not all(cle.values()):
        return None
    trouve = requete.filter(**cle).first()
    if trouve is None:
        raise NotFound("Une valeur demandée n'est pas connue du portail.")
    return trouve


class LecteurDeParametres:
    """Reads the parameters of one request; what is not given is empty, or ``None`` for a day and a number."""

    def __init__(self, parametres: QueryDict) -> None:
        self._parametres = parametres
        self.fautes: dict[str, list[str]] = {}

    def refuser_les_fautes(self) -> None:
        """One answer for all of them."""
        if self.fautes:
            raise ValidationError(self.fautes)

    def texte(self, nom: str, maxi: int) -> str:
        valeur = self._parametres.get(nom, "")
        if len(valeur) > maxi:
            self.fautes[nom] = [f"Au plus {maxi} caractères."]
        return " ".join(valeur.split())[:maxi].strip()

    def parmi(self, nom: str, valeurs: Iterable[str]) -> str:
        """One value of a closed list."""
        valeur = self._parametres.get(nom)
        if valeur is not None and valeur not in valeurs:
            self.fautes[nom] = [f"« {valeur[:40]} » n'est pas une valeur connue."]
        return valeur or ""

    def code(self, nom: str, motif: str) -> str:
        """A text of a given shape; ``motif`` as the schema publishes it."""
        valeur = self._parametres.get(nom)
        if valeur is None:
            return ""
        if not re.fullmatch(motif.strip("^$"), valeur):
            self.fautes[nom] = [f"« {valeur[:40]} » n'a pas la forme attendue."]
            return ""
        return str(valeur)

    def jour(self, nom: str) -> date | None:
        """A day, written as 2026-10-31."""
        valeur = self._parametres.get(nom)
        if valeur is None:
            return None
        try:
            if _JOUR.fullmatch(valeur):
                return date.fromisoformat(valeur)
        except ValueError:
            pass
        self.fautes[nom] = ["Un jour est attendu, comme 2026-10-31."]
        return None

    def nombre(self, nom: str, maxi: int) -> int | None:
        """A whole number from 1 to ``maxi``."""
        valeur = self._parametres.get(nom)
        if valeur is None:
            return None
        nombre = entier(valeur, 1, maxi)
        if nombre is None:
            self.fautes[nom] = [f"Un nombre de 1 à {maxi} est attendu."]
        return nombre
