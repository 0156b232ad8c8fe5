"""Stops as they stand, read here and moved on by the services: cancelled with a reason, told afterwards."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import ExportEnTableur, GestesSelonLEtat, Historique, LectureSeule, RessourceExportee
from orientibus.admin.gestes import MotifForm, gestionnaire, page_de_geste
from orientibus.admin.lignes import LignesLues
from orientibus.droits import peut_gerer_les_bus
from orientibus.forms.reponses import CompteRenduForm, valeurs_du_compte
from orientibus.models import CaseEtape, CompteRendu, Etape, Frequentation, Inscription
from orientibus.services.etapes import annuler_etape, confirmer_etape, enregistrer_compte_rendu, gestes_permis


class CasesEnLigne(LignesLues):
    model = CaseEtape
    fields = ["jour", "creneau"]


class InscriptionsEnLigne(LignesLues):
    """How many come; an address is not needed to welcome them."""

    model = Inscription
    fields = ["personnes", "etat", "created_at"]
    readonly_fields = ["created_at"]


class FrequentationsEnLigne(LignesLues):
    model = Frequentation


class EtapesExportees(RessourceExportee):
    class Meta:
        model = Etape
        fields = (
            "demande__reference", "demande__structure", "demande__commune__nom", "bus__nom", "jour", "fin", "creneau",
            "etat", "ouverte_a_tous", "places", "places_prises", "demonstration",
        )  # fmt: skip


@admin.register(Etape)
class EtapeAdmin(LectureSeule, ExportEnTableur, GestesSelonLEtat):
    resource_classes = [EtapesExportees]
    list_display = ["jour", "creneau", "bus", "demande", "etat", "repondre_avant", "ouverte_a_tous", "verrouillee"]
    list_filter = [
        ("etat", ChoicesDropdownFilter),
        ("bus", RelatedDropdownFilter),
        ("demande__saison", RelatedDropdownFilter),
        "ouverte_a_tous",
        "demonstration",
        ("compte_rendu", admin.EmptyFieldListFilter),
    ]
    list_filter_submit = True
    list_select_related = ["bus", "demande"]
    search_fields = ["demande__reference", "demande__structure", "demande__commune__nom", "slug"]
    date_hierarchy = "jour"
    inlines = [CasesEnLigne, InscriptionsEnLigne]
    history_list_display = ["etat", "jour", "creneau", "motif"]
    actions_detail = ["confirmer", "annuler", "compte_rendu"]

    def has_gerer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return peut_gerer_les_bus(request.user)

    def gestes_permis(self, objet: Etape) -> Collection[str]:
        return gestes_permis(objet, timezone.now())

    def _etape(self, object_id: str) -> Etape:
        etapes = Etape.objects.select_related("demande", "bus")
        return get_object_or_404(etapes, pk=self._numero(object_id))

    @action(description="Confirmer", url_path="confirmer", permissions=["gerer"], icon="check")
    def confirmer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The asker said yes on the phone."""
        auteur, etape = gestionnaire(request), self._etape(object_id)
        return page_de_geste(
            self,
            request,
            etape,
            titre="Confirmer la visite",
            explication="Le demandeur a dit oui autrement que par sa page. Il reçoit un courriel.",
            form=forms.Form(request.POST if request.method == "POST" else None),
            agir=lambda: confirmer_etape(etape=etape, par=auteur, maintenant=timezone.now()),
            fait="La visite est confirmée.",
        )

    @action(description="Annuler", url_path="annuler", permissions=["gerer"], icon="event_busy")
    def annuler(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give the stop up, or say that it did not take place."""
        auteur, etape = gestionnaire(request), self._etape(object_id)
        form = MotifForm(request.POST if request.method == "POST" else None)
        return page_de_geste(
            self,
            request,
            etape,
            titre="Annuler la visite",
            explication="Le demandeur et les inscrits sont prévenus, la demande revient à l'étude.",
            form=form,
            agir=lambda: annuler_etape(
                etape=etape, motif=form.cleaned_data["motif"], auteur=auteur, maintenant=timezone.now()
            ),
            fait="La visite est annulée.",
        )

    @action(description="Compte rendu", url_path="compte-rendu", permissions=["gerer"], icon="groups")
    def compte_rendu(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What became of the visit, told by the team."""
        auteur, etape = gestionnaire(request), self._etape(object_id)
        compte = CompteRendu.objects.filter(etape=etape).prefetch_related("frequentations", "ateliers").first()
        form = CompteRenduForm(
            request.POST if request.method == "POST" else None, initial=valeurs_du_compte(compte) if compte else None
        )
        form.fields["satisfaction"].label = "La visite a-t-elle été utile, d'après le demandeur ?"
        return page_de_geste(
            self,
            request,
            etape,
            titre="Enregistrer le compte rendu",
            explication="Personnes venues, par public : une case vide veut dire « non connu », jamais zéro.",
            form=form,
            agir=lambda: enregistrer_compte_rendu(
                etape=etape,
                frequentations=form.frequentations(),
                ateliers=form.tenus(),
                satisfaction=form.cleaned_data["satisfaction"],
                remarques=form.cleaned_data["remarques"],
                par=auteur,
                maintenant=timezone.now(),
            ),
            fait="Le compte rendu est enregistré.",
        )


@admin.register(CompteRendu)
class CompteRenduAdmin(LectureSeule, Historique, ModelAdmin):
    """Accounts, read here; they are written from the page of the stop."""

    list_display = ["etape", "satisfaction", "rempli_le", "rempli_par"]
    list_filter = ["satisfaction"]
    list_select_related = ["etape__demande", "rempli_par"]
    search_fields = ["etape__demande__structure", "etape__demande__reference"]
    date_hierarchy = "rempli_le"
    inlines = [FrequentationsEnLigne]
