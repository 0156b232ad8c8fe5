"""Filters of the list of occupations, in the words of those who keep it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from metiers.models import AccesNiveau, Metier


class Choix(DropdownFilter):
    """A filter of two or more named choices, each a method ``queryset -> queryset``."""

    choix: dict[str, str] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.choix.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Metier]) -> QuerySet[Metier]:
        valeur = self.value()
        return self.trier(queryset, valeur) if valeur in self.choix else queryset

    def trier(self, queryset: QuerySet[Metier], valeur: str) -> QuerySet[Metier]:
        raise NotImplementedError


class Redaction(Choix):
    title = "rédaction"
    parameter_name = "redaction"
    choix = {"portail": "Rédigé pour le portail", "rome": "Texte du ROME seulement", "aucune": "Sans aucun texte"}

    def trier(self, queryset: QuerySet[Metier], valeur: str) -> QuerySet[Metier]:
        if valeur == "portail":
            return queryset.exclude(accroche="")
        sans = queryset.filter(accroche="")
        return sans.filter(definition_officielle="") if valeur == "aucune" else sans.exclude(definition_officielle="")


class Provenance(Choix):
    title = "origine"
    parameter_name = "origine"
    choix = {"rome": "Avec un code ROME", "portail": "Propre au portail, sans code ROME"}

    def trier(self, queryset: QuerySet[Metier], valeur: str) -> QuerySet[Metier]:
        return queryset.exclude(code_rome="") if valeur == "rome" else queryset.filter(code_rome="")


class Manque(Choix):
    title = "ce qui manque"
    parameter_name = "manque"
    choix = {"famille": "Sans famille", "niveau": "Sans niveau d'accès", "riasec": "Sans profil RIASEC"}

    def trier(self, queryset: QuerySet[Metier], valeur: str) -> QuerySet[Metier]:
        if valeur == "famille":
            return queryset.filter(famille=None)
        if valeur == "riasec":
            return queryset.filter(riasec_majeur="")
        return queryset.filter(~Exists(AccesNiveau.objects.filter(metier=OuterRef("pk"))))
