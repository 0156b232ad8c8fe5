"""Plans of the tours in the admin: the list; each plan has screens of its own."""

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from commun.administration import vue_gardee
from orientibus.admin.feuilles import Feuilles
from orientibus.admin.gestes_plan import GestesDePlan
from orientibus.admin.lignes import LignesLues
from orientibus.models import Affectation, Calcul, Laissee, Plan
from orientibus.services.ecran_plan import part_du_maximum


class AffectationsEnLigne(LignesLues):
    model = Affectation


class LaisseesEnLigne(LignesLues):
    model = Laissee


class CalculEnLigne(LignesLues):
    model = Calcul


@admin.register(Plan)
class PlanAdmin(GestesDePlan, Feuilles, ModelAdmin):
    """The list; adding and opening a plan lead to its own screens."""

    list_display = [
        "lien",
        "saison",
        "etat",
        "etat_du_calcul",
        "part",
        "kilometres",
        "nuits",
        "desequilibre",
        "created_at",
    ]
    list_display_links = None
    list_filter = ["saison", "etat"]
    list_select_related = ["saison", "calcul"]
    search_fields = ["nom"]
    actions = ["comparer_la_selection"]
    inlines = [AffectationsEnLigne, LaisseesEnLigne, CalculEnLigne]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts go, from their own screen."""
        return False

    @admin.display(description="Plan", ordering="nom")
    def lien(self, plan: Plan) -> str:
        adresse = reverse("admin:orientibus_plan_ecran", args=[plan.pk])
        return format_html('<a class="lien-admin" href="{}">{}</a>', adresse, plan.nom)

    @admin.display(description="Calcul")
    def etat_du_calcul(self, plan: Plan) -> str:
        return plan.calcul.get_etat_display() if hasattr(plan, "calcul") else ""

    @admin.display(description="Part du maximum prouvé", empty_value="pas encore calculé")
    def part(self, plan: Plan) -> str | None:
        part = part_du_maximum(plan)
        return None if part is None else f"{part:.1f} %".replace(".", ",")

    @admin.display(description="kilomètres", ordering="km", empty_value="inconnus")
    def kilometres(self, plan: Plan) -> str | None:
        return None if plan.km is None else intcomma(plan.km)

    @admin.action(description="Comparer les plans choisis (deux ou trois)", permissions=["view"])
    def comparer_la_selection(self, request: HttpRequest, queryset: QuerySet[Plan]) -> HttpResponse:
        choix = "&".join(f"plan={pk}" for pk in queryset.order_by("pk").values_list("pk", flat=True)[:20])
        return HttpResponseRedirect(f"{reverse('admin:orientibus_plans_comparer')}?{choix}")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:orientibus_plan_nouveau"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not object_id.isdecimal() or len(object_id) > 18:
            return HttpResponseRedirect(reverse("admin:orientibus_plan_changelist"))
        return HttpResponseRedirect(reverse("admin:orientibus_plan_ecran", args=[int(object_id)]))

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, vue: Any, nom: str) -> URLPattern:
            return path(route, vue_gardee(self, vue), name=f"orientibus_{nom}")

        return [
            page("nouveau/", self.nouveau, "plan_nouveau"),
            page("comparer/", self.comparer, "plans_comparer"),
            page("feuille-de-route/", self.feuille, "feuille_de_route"),
            page("feuille-de-route.pdf", self.feuille_pdf, "feuille_de_route_pdf"),
            page("<int:pk>/ecran/", self.ecran, "plan_ecran"),
            page("<int:pk>/retouche/", self.retoucher, "plan_retoucher"),
            page("<int:pk>/calcul/", self.calcul, "plan_calcul"),
            page("<int:pk>/essai/", self.essai, "plan_essai"),
            page("<int:pk>/copie/", self.copier, "plan_copier"),
            page("<int:pk>/suppression/", self.supprimer, "plan_supprimer"),
            page("<int:pk>/publication/", self.publier, "plan_publier"),
            *super().get_urls(),
        ]
