"""Requests as a queue by priority, with its parts. Askers write them; staff decide, and complete what is unknown."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import ExportEnTableur, Historique, LectureSeule, RessourceExportee
from orientibus.admin.gestes import MotifForm, gestionnaire, page_de_geste
from orientibus.admin.lignes import LignesLues
from orientibus.droits import peut_gerer_les_bus
from orientibus.models import Demande, PeriodeDemande
from orientibus.services.demandes import marquer_demande, refuser_demande
from orientibus.templatetags.demandes import en_jours, en_niveaux

AU_PLUS = 200
"""Requests that one action may mark."""
DITS_EN_MOTS = ("parts_de_la_priorite", "niveaux_en_mots", "jours_en_mots")
"""What is kept as codes and shown in words."""


class PeriodesEnLigne(LignesLues):
    model = PeriodeDemande


class DemandesExportees(RessourceExportee):
    class Meta:
        model = Demande
        fields = (
            "reference", "saison__nom", "etat", "structure", "type_demandeur", "commune__nom", "commune__code_insee",
            "public", "format", "effectif", "groupes", "duree", "poids", "zone_prioritaire", "obligatoire",
            "education_prioritaire", "qpv", "created_at", "demonstration",
        )  # fmt: skip


@admin.register(Demande)
class DemandeAdmin(LectureSeule, ExportEnTableur, Historique, ModelAdmin):
    resource_classes = [DemandesExportees]
    list_display = [
        "reference", "poids", "structure", "commune", "etat", "public", "effectif", "duree", "obligatoire",
    ]  # fmt: skip
    list_filter = [
        ("saison", RelatedDropdownFilter),
        ("etat", ChoicesDropdownFilter),
        ("public", ChoicesDropdownFilter),
        ("format", ChoicesDropdownFilter),
        ("commune__departement", RelatedDropdownFilter),
        "zone_prioritaire",
        "obligatoire",
        "demonstration",
    ]
    list_filter_submit = True
    list_select_related = ["commune", "saison"]
    ordering = ["-poids", "pk"]
    search_fields = ["reference", "structure", "commune__nom"]
    date_hierarchy = "created_at"
    inlines = [PeriodesEnLigne]
    history_list_display = ["etat", "poids", "motif"]
    fieldsets = [
        (None, {"fields": ["reference", "saison", "etat", "motif", "changement", "obligatoire", "demonstration"]}),
        (
            "Priorité",
            {"fields": ["poids", "parts_de_la_priorite", "zone_prioritaire", "education_prioritaire", "qpv"]},
        ),
        ("Qui demande", {"fields": ["structure", "type_demandeur", "etablissement", "organisation", "demandeur"]}),
        ("Qui joindre", {"fields": ["contact_nom", "contact_courriel", "contact_telephone"]}),
        (
            "Où",
            {
                "fields": [
                    "adresse", "code_postal", "commune", "stationnement", "electricite", "accessible", "acces",
                    "latitude", "longitude",
                ]
            },
        ),
        (
            "Pour qui et quand",
            {
                "fields": [
                    "public", "format", "niveaux_en_mots", "groupes", "effectif", "ouverte_a_tous", "duree",
                    "jours_en_mots", "ateliers", "precisions",
                ]
            },
        ),
        ("Dates", {"fields": ["created_at", "updated_at", "anonymisee_le"]}),
    ]  # fmt: skip
    actions = ["obliger", "ne_plus_obliger", "dire_qpv", "dire_pas_qpv", "dire_prioritaire"]
    actions_detail = ["refuser"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*DITS_EN_MOTS, *super().get_readonly_fields(request, obj)]

    @admin.display(description="niveaux", empty_value="–")
    def niveaux_en_mots(self, demande: Demande) -> str | None:
        return en_niveaux(demande.niveaux) or None

    @admin.display(description="jours et créneaux possibles", empty_value="–")
    def jours_en_mots(self, demande: Demande) -> str | None:
        jours = en_jours(demande.ouvertures)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} : {}</li>", jours)) if jours else None

    @admin.display(description="d'où viennent les points")
    def parts_de_la_priorite(self, demande: Demande) -> str:
        lignes = [
            (p["libelle"], "non connu" if p["points"] is None else p["points"], p["maximum"], p["explication"])
            for p in demande.priorite
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} : {} sur {}. {}</li>", lignes))

    def has_gerer_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return peut_gerer_les_bus(request.user)

    @action(description="Refuser", url_path="refuser", permissions=["gerer"], icon="block")
    def refuser(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say no, and why."""
        auteur = gestionnaire(request)
        demande = get_object_or_404(Demande, pk=self._numero(object_id))
        form = MotifForm(request.POST if request.method == "POST" else None)
        return page_de_geste(
            self,
            request,
            demande,
            titre="Refuser la demande",
            explication="Le demandeur reçoit un courriel. Une date proposée ou confirmée est rendue à d'autres.",
            form=form,
            agir=lambda: refuser_demande(
                demande=demande, motif=form.cleaned_data["motif"], auteur=auteur, maintenant=timezone.now()
            ),
            fait=f"La demande {demande.reference} est refusée.",
        )

    @admin.action(description="À servir absolument", permissions=["gerer"])
    def obliger(self, request: HttpRequest, queryset: QuerySet[Demande]) -> None:
        self._marquer(request, queryset, obligatoire=True)

    @admin.action(description="Ne plus servir absolument", permissions=["gerer"])
    def ne_plus_obliger(self, request: HttpRequest, queryset: QuerySet[Demande]) -> None:
        self._marquer(request, queryset, obligatoire=False)

    @admin.action(description="Dire : dans un quartier prioritaire", permissions=["gerer"])
    def dire_qpv(self, request: HttpRequest, queryset: QuerySet[Demande]) -> None:
        self._marquer(request, queryset, qpv="oui")

    @admin.action(description="Dire : hors quartier prioritaire", permissions=["gerer"])
    def dire_pas_qpv(self, request: HttpRequest, queryset: QuerySet[Demande]) -> None:
        self._marquer(request, queryset, qpv="non")

    @admin.action(description="Dire : en éducation prioritaire", permissions=["gerer"])
    def dire_prioritaire(self, request: HttpRequest, queryset: QuerySet[Demande]) -> None:
        self._marquer(request, queryset, education_prioritaire="oui")

    def _marquer(self, request: HttpRequest, queryset: QuerySet[Demande], **dit: Any) -> None:
        auteur, maintenant = gestionnaire(request), timezone.now()
        marquees = list(queryset[: AU_PLUS + 1])
        if len(marquees) > AU_PLUS:
            messages.error(request, f"Choisissez {AU_PLUS} demandes au plus à la fois.")
            return
        marquer: Callable[..., Demande] = marquer_demande
        for demande in marquees:
            marquer(demande=demande, auteur=auteur, maintenant=maintenant, **dit)
        messages.success(request, f"{len(marquees)} demande(s) précisée(s), priorité recalculée.")
