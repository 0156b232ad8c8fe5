"""One page per measure: its state and why, its milestones, indicators and targets, who leads it and for whom."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from commun.administration import ChoixCherches, Historique, LignesAvecChoix
from grenelle.admin.formulaires import FormulaireJalon, FormulaireMesure
from grenelle.admin.lignes import FichesAvecChoix
from grenelle.admin.roles import SelonLeRole
from grenelle.admin.suivi import EcranDeMesure
from grenelle.models import Cible, Indicateur, Intervenant, Jalon, LigneBudgetaire, Mesure, PublicDeMesure
from grenelle.services.roles import Action
from grenelle.services.suivi import decider_etat, lever_decision, recalculer

DECISION = ("etat_decide", "etat_decide_raison")


class JalonsEnLigne(SelonLeRole, FichesAvecChoix):
    model = Jalon
    form = FormulaireJalon
    fields = ["libelle", ("prevu_le", "prevu_texte"), ("etat", "fait_le"), ("document", "endroit"), "code"]
    autocomplete_fields = ["document"]
    list_select_related = ("document",)
    show_change_link = True


class IndicateursEnLigne(SelonLeRole, LignesAvecChoix):
    """Read here; each is edited on its own page, with its targets."""

    model = Indicateur
    fields = ["code", "libelle", "unite", "sens", "frequence", "echelle", "collecte", "proposition", "actif"]
    readonly_fields = ["code", "libelle", "unite", "sens", "frequence", "echelle", "collecte", "proposition", "actif"]
    show_change_link = True
    can_delete = False
    max_num = 0
    tab = True


class PublicsEnLigne(SelonLeRole, LignesAvecChoix):
    model = PublicDeMesure
    fields = ["public"]
    tab = True


class IntervenantsEnLigne(SelonLeRole, LignesAvecChoix):
    model = Intervenant
    fields = ["role", "nom"]
    tab = True


class BudgetEnLigne(SelonLeRole, LignesAvecChoix):
    model = LigneBudgetaire
    fields = ["libelle", "montant", "annee", "document", "endroit"]
    autocomplete_fields = ["document"]
    list_select_related = ("document",)
    tab = True


@admin.register(Mesure)
class MesureAdmin(EcranDeMesure, SelonLeRole, ChoixCherches, Historique, ModelAdmin):
    form = FormulaireMesure
    list_display = ["numero", "suivre", "plan", "etat_montre"]
    list_display_links = ["numero"]
    list_filter = [("axe__plan", RelatedDropdownFilter), ("etat", ChoicesDropdownFilter), "publics__public"]
    list_filter_submit = True
    list_per_page = 60
    list_select_related = ["axe__plan"]
    search_fields = ["titre", "=numero"]
    autocomplete_fields = ["axe"]
    inlines = [JalonsEnLigne, IndicateursEnLigne, PublicsEnLigne, IntervenantsEnLigne, BudgetEnLigne]
    readonly_fields = [
        "etat_et_raisons",
        "etat_calcule_le",
        "etat_decide_par",
        "etat_decide_le",
        "cibles_de_la_mesure",
        "ajoutee_le",
        "close_le",
    ]
    fieldsets = [
        (None, {"fields": ["axe", ("numero", "rang"), "titre", "resume", ("ajoutee_le", "close_le")]}),
        (
            "État",
            {
                "fields": [
                    "etat_et_raisons",
                    "etat_calcule_le",
                    *DECISION,
                    ("etat_decide_par", "etat_decide_le"),
                ]
            },
        ),
        ("Cibles et points de départ", {"fields": ["cibles_de_la_mesure"]}),
        ("Sur le portail", {"fields": ["pages"]}),
    ]

    @display(description="titre", ordering="titre")
    def suivre(self, mesure: Mesure) -> SafeString:
        """To the measure's working screen; the number leads to its form."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:grenelle_mesure_suivi", args=[mesure.pk]), mesure.titre
        )

    @display(description="plan", ordering="axe__plan")
    def plan(self, mesure: Mesure) -> str:
        return f"{mesure.axe.plan.nom_court}, axe {mesure.axe.code}"

    @display(description="état", ordering="etat")
    def etat_montre(self, mesure: Mesure) -> str:
        return f"{mesure.etat_affiche.label} (décidé)" if mesure.etat_decide else mesure.etat_affiche.label

    @display(description="état d'après la règle")
    def etat_et_raisons(self, mesure: Mesure) -> SafeString | str:
        raisons = format_html_join("", "<li>{}</li>", ((raison,) for raison in mesure.etat_raisons))
        return format_html("{}<ul>{}</ul>", mesure.get_etat_display(), raisons)

    @display(description="nombres des documents")
    def cibles_de_la_mesure(self, mesure: Mesure) -> SafeString | str:
        """One query for the targets of every indicator; each leads to the page where it is edited."""
        cibles = Cible.objects.filter(indicateur__mesure=mesure).select_related("indicateur", "document")
        lignes = format_html_join(
            "",
            '<li><a href="{}">{}</a> : {} {} {}{}{} ({}, {})</li>',
            (
                (
                    reverse("admin:grenelle_indicateur_change", args=[cible.indicateur_id]),
                    cible.indicateur.libelle,
                    cible.get_nature_display().lower(),
                    f"{cible.valeur.normalize():f}",
                    cible.indicateur.get_unite_display() if cible.indicateur.unite != "nombre" else "",
                    f" au {cible.le:%d/%m/%Y}" if cible.le else "",
                    f", {cible.territoire}" if cible.territoire else "",
                    cible.document.code if cible.document else "sans document",
                    cible.endroit,
                )
                for cible in cibles
            ),
        )
        return format_html("<ul>{}</ul>", lignes) if lignes else "Aucun."

    def save_model(self, request: HttpRequest, obj: Mesure, form: Any, change: bool) -> None:
        """What is decided goes through the service: it notes who and when."""
        etat, raison = obj.etat_decide, obj.etat_decide_raison
        if set(form.changed_data) & set(DECISION):
            avant = Mesure.objects.filter(pk=obj.pk).values(*DECISION).first() or dict.fromkeys(DECISION, "")
            for champ in DECISION:
                setattr(obj, champ, avant[champ])
        super().save_model(request, obj, form, change)
        if set(form.changed_data) & set(DECISION):
            if etat:
                decide = decider_etat(mesure=obj, etat=etat, raison=raison, par=request.user, maintenant=timezone.now())
            else:
                decide = lever_decision(mesure=obj)
            for champ in (*DECISION, "etat_decide_par", "etat_decide_le"):
                setattr(obj, champ, getattr(decide, champ))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        recalculer(plan=form.instance.axe.plan, maintenant=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A measure is closed by a Grenelle, never deleted."""
        return False


@admin.register(Jalon)
class JalonAdmin(SelonLeRole, ChoixCherches, Historique, ModelAdmin):
    geste = Action.AVANCER
    form = FormulaireJalon
    list_display = ["libelle", "mesure", "prevu_le", "etat", "fait_le"]
    list_filter = [("mesure__axe__plan", RelatedDropdownFilter), ("etat", ChoicesDropdownFilter)]
    list_filter_submit = True
    list_select_related = ["mesure"]
    search_fields = ["libelle", "mesure__titre"]
    autocomplete_fields = ["mesure", "depend_de", "document"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        recalculer(plan=form.instance.mesure.axe.plan, maintenant=timezone.now())
