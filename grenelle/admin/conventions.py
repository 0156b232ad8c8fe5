"""Conventions: concluded on a form, evaluated on another, renewed and ended from two pages that ask first."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import action

from commun.administration import ChoixCherches, GestesSelonLEtat
from grenelle.admin.roles import SelonLeRole
from grenelle.forms.convention import FormulaireConvention, FormulaireDeDenonciation, FormulaireDeRenouvellement
from grenelle.models import Convention
from grenelle.services.conventions import (
    ConventionRefusee,
    conclure,
    denoncer,
    faute_de_denonciation,
    faute_de_renouvellement,
    renouveler,
)  # fmt: skip
from grenelle.services.roles import Action

DATES = ["debut", "fin", "preavis_mois", "renouvelle", "denoncee_le", "prend_fin_le", "demonstration"]


@admin.register(Convention)
class ConventionAdmin(SelonLeRole, ChoixCherches, GestesSelonLEtat):
    """Its days belong to the services, which know the term and the notice."""

    geste = Action.CONVENIR
    form = FormulaireConvention
    list_display = ["partenaire", "objet", "plan", "debut", "fin", "evaluee_le", "denoncee_le", "prend_fin_le"]
    list_filter = [("plan", RelatedDropdownFilter)]
    list_select_related = ["plan"]
    search_fields = ["partenaire", "objet"]
    autocomplete_fields = ["plan"]
    actions_detail = ["renouveler_la_convention", "denoncer_la_convention"]

    def gestes_permis(self, objet: Convention) -> Collection[str]:
        fautes = {
            "renouveler_la_convention": faute_de_renouvellement(objet),
            "denoncer_la_convention": faute_de_denonciation(objet, timezone.localdate()),
        }
        return [geste for geste, faute in fautes.items() if not faute]

    def get_fields(self, request: HttpRequest, obj: Convention | None = None) -> list[Any]:
        texte = ["partenaire", "objet", "objectifs"]
        if obj is None:  # its measures are those of its plan: they are ticked on its page
            return ["plan", *texte, ("debut", "ans", "preavis_mois")]
        return [
            "plan",
            *texte,
            "mesures",
            "evaluee_le",
            "evaluation",
            ("debut", "fin", "preavis_mois"),
            "renouvelle",
            "suite",
            *DATES[4:],
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Convention | None = None) -> list[str]:
        return [] if obj is None else ["plan", "suite", *DATES]

    @admin.display(description="renouvelée par")
    def suite(self, obj: Convention) -> str:
        """The one that follows, with its page."""
        suivante = Convention.objects.filter(renouvelle=obj).first()
        if suivante is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:grenelle_convention_change", args=[suivante.pk]), suivante
        )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """``ans`` is asked once, and is no column."""
        if "fields" not in kwargs:
            fixes = {"ans", *self.get_readonly_fields(request, obj)}
            kwargs["fields"] = [nom for nom in flatten(self.get_fields(request, obj)) if nom not in fixes]
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Convention, form: Any, change: bool) -> None:
        """A new one is concluded by the service, which works out its last day."""
        if change:
            super().save_model(request, obj, form, change)
            return
        if not self._permis(request, obj):  # a role on some measures does not bind the whole plan
            raise PermissionDenied
        lu = form.cleaned_data
        noms = ("plan", "partenaire", "objet", "objectifs", "debut", "ans", "preavis_mois")
        conclue = conclure(**{nom: lu[nom] for nom in noms})
        obj.__dict__.update(conclue.__dict__)

    def response_add(self, request: HttpRequest, obj: Convention, post_url_continue: str | None = None) -> HttpResponse:
        """On to its page, where its measures are ticked, unless another one is to be added first."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, "La convention est conclue. Cochez maintenant les mesures qu'elle sert.")
        return redirect("admin:grenelle_convention_change", obj.pk)

    @action(description="Renouveler", url_path="renouveler", permissions=["convenir"], icon="autorenew")
    def renouveler_la_convention(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The next one, after an evaluation."""
        return self._etape(
            request,
            object_id,
            FormulaireDeRenouvellement,
            lambda convention, lu: renouveler(convention=convention, ans=lu["ans"]),
            titre="Renouveler la convention",
            dit="La convention suivante est écrite.",
        )

    @action(description="Dénoncer", url_path="denoncer", permissions=["convenir"], icon="event_busy")
    def denoncer_la_convention(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Gives notice: it holds until the notice runs out."""
        return self._etape(
            request,
            object_id,
            FormulaireDeDenonciation,
            lambda convention, lu: denoncer(convention=convention, le=lu["le"]),
            titre="Dénoncer la convention",
            dit="La dénonciation est enregistrée.",
        )

    def has_convenir_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self._permis(request, self._convention(str(object_id)) if object_id else None)

    def _convention(self, object_id: str) -> Convention:
        return get_object_or_404(Convention.objects.select_related("plan"), pk=self._numero(object_id))

    def _etape(
        self,
        request: HttpRequest,
        object_id: str,
        genre: type[forms.Form],
        faire: Callable[[Convention, dict[str, Any]], Convention],
        *,
        titre: str,
        dit: str,
    ) -> HttpResponse:
        """Opening the page writes nothing; a refused step comes back with what was typed."""
        convention = self._convention(object_id)
        formulaire = genre(request.POST if request.method == "POST" else None)
        if request.method == "POST" and formulaire.is_valid():
            try:
                ecrite = faire(convention, formulaire.cleaned_data)
            except ConventionRefusee as refus:
                formulaire.add_error(None, str(refus))
            else:
                messages.success(request, dit)
                return redirect("admin:grenelle_convention_change", ecrite.pk)
        contexte = {
            **self.admin_site.each_context(request),
            "title": titre,
            "opts": self.opts,
            "convention": convention,
            "formulaire": formulaire,
            "retour": reverse("admin:grenelle_convention_change", args=[convention.pk]),
        }
        statut = 422 if formulaire.errors else 200
        return TemplateResponse(request, "admin/grenelle/convention.html", contexte, status=statut)
