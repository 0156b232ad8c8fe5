"""Filters of the lists of trainings, in the words of those who keep them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from formations.choices import OrigineLien
from formations.models import CertificationMetier, Offre
from territoires.models import Departement


class Choix(DropdownFilter):
    """A filter of named choices; an unknown value filters nothing."""

    choix: dict[str, str] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.choix.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        valeur = self.value()
        return self.trier(queryset, valeur) if valeur in dict(self.lookup_choices) else queryset

    def trier(self, queryset: QuerySet[Any], valeur: Any) -> QuerySet[Any]:
        raise NotImplementedError


class DepartementDe(Choix):
    """The département of the commune that ``chemin`` leads to."""

    title = "département"
    parameter_name = "departement"
    chemin = "commune__departement__code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, f"{nom} ({code})") for code, nom in Departement.objects.values_list("code", "nom")]

    def trier(self, queryset: QuerySet[Any], valeur: str) -> QuerySet[Any]:
        return queryset.filter(**{self.chemin: valeur})


class DepartementDeLOffre(DepartementDe):
    chemin = "etablissement__commune__departement__code"


class Places(Choix):
    title = "places"
    parameter_name = "places"
    choix = {"reste": "Il en reste", "complet": "Complet", "inconnu": "Non renseigné"}

    def trier(self, queryset: QuerySet[Offre], valeur: str) -> QuerySet[Offre]:
        if valeur == "reste":
            return queryset.filter(places_restantes__gt=0)
        return queryset.filter(places_restantes=0 if valeur == "complet" else None)


class Liens(Choix):
    title = "métiers préparés"
    parameter_name = "liens"
    choix = {
        "portail": "Reliée par le portail",
        "code": "Reliée par un code",
        "incertain": "Liens incertains seulement",
        "aucun": "Sans métier",
    }

    def trier(self, queryset: QuerySet[Any], valeur: str) -> QuerySet[Any]:
        liens = CertificationMetier.objects.filter(certification=OuterRef("pk"))
        if valeur == "aucun":
            return queryset.filter(~Exists(liens))
        if valeur == "incertain":
            return queryset.filter(Exists(liens), ~Exists(liens.exclude(origine=OrigineLien.PARENT)))
        return queryset.filter(Exists(liens.filter(origine=valeur)))


class OffreDeLaFormation(Choix):
    title = "offres"
    parameter_name = "offres"
    choix = {"avec": "Avec une offre", "sans": "Sans offre"}
    lien = "formation"

    def trier(self, queryset: QuerySet[Any], valeur: str) -> QuerySet[Any]:
        offres = Exists(Offre.objects.filter(**{self.lien: OuterRef("pk")}))
        return queryset.filter(offres if valeur == "avec" else ~offres)


class OffreDeLEtablissement(OffreDeLaFormation):
    lien = "etablissement"
