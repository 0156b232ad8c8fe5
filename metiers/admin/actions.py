"""Publish, withdraw, put back to draft: from the list (with a page of confirmation) and from a sheet."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from metiers.models import Metier
from metiers.services.publication import Bilan, changer_etat

MONTRES_MAX = 100
QUESTIONS = {
    Metier.Etat.PUBLIE: ("Publier", "seront visibles sur le site et dans la recherche."),
    Metier.Etat.RETIRE: (
        "Retirer",
        "ne seront plus proposés. Leur adresse reste, et dit que la fiche est retirée ; les favoris la gardent.",
    ),
    Metier.Etat.BROUILLON: ("Remettre en brouillon", "ne seront plus visibles tant qu'ils ne sont pas publiés."),
}


class ChangementsDEtat(admin.ModelAdmin):
    """Three actions of the list."""

    actions: list[Any] = ["publier", "retirer", "remettre_en_brouillon"]

    @admin.action(description="Publier", permissions=["change"])
    def publier(self, request: HttpRequest, queryset: QuerySet[Metier]) -> HttpResponse | None:
        return self._changer(request, queryset, Metier.Etat.PUBLIE)

    @admin.action(description="Retirer", permissions=["change"])
    def retirer(self, request: HttpRequest, queryset: QuerySet[Metier]) -> HttpResponse | None:
        return self._changer(request, queryset, Metier.Etat.RETIRE)

    @admin.action(description="Remettre en brouillon", permissions=["change"])
    def remettre_en_brouillon(self, request: HttpRequest, queryset: QuerySet[Metier]) -> HttpResponse | None:
        return self._changer(request, queryset, Metier.Etat.BROUILLON)

    def _changer(self, request: HttpRequest, queryset: QuerySet[Metier], etat: str) -> HttpResponse | None:
        if request.POST.get("confirmer") != "oui":
            return self._demander(request, queryset, etat)
        with transaction.atomic():
            bilan = changer_etat(cles=queryset.values_list("pk", flat=True), etat=etat, par=request.user)  # type: ignore[arg-type]
            if bilan.changes:
                message = f"État : {Metier.Etat(etat).label.lower()}."
                LogEntry.objects.log_actions(request.user.pk, bilan.changes, CHANGE, message)  # type: ignore[arg-type]
        self._raconter(request, bilan, Metier.Etat(etat).label.lower())
        return None

    def _demander(self, request: HttpRequest, queryset: QuerySet[Metier], etat: str) -> HttpResponse:
        verbe, suite = QUESTIONS[Metier.Etat(etat)]
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"{verbe} : confirmation",
            "opts": self.opts,
            "verbe": verbe,
            "suite": suite,
            "nombre": queryset.count(),
            "metiers": queryset.select_related(None).only("nom", "etat")[:MONTRES_MAX],
            "cles": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "action": request.POST.get("action", ""),
            "toute_la_liste": request.POST.get("select_across", "0"),
            "nom_des_cles": ACTION_CHECKBOX_NAME,
            "retour": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/metiers/metier/confirmer_etat.html", contexte)

    def _raconter(self, request: HttpRequest, bilan: Bilan, etat: str) -> None:
        nombre = len(bilan.changes)
        if nombre:
            self.message_user(
                request, f"{nombre} métier{'s' * (nombre > 1)} : {etat}{'s' * (nombre > 1)}.", messages.SUCCESS
            )
        if bilan.inchanges:
            self.message_user(request, f"Déjà dans cet état : {bilan.inchanges}.", messages.INFO)
        for nom, raison in bilan.refuses[:10]:
            self.message_user(request, f"{nom} : {raison}.", messages.ERROR)
        if len(bilan.refuses) > 10:
            self.message_user(request, f"Et {len(bilan.refuses) - 10} autres refus.", messages.ERROR)
