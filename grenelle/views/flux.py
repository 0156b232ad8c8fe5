"""Atom of what changed in a plan, with conditional requests."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from commun.acces import reserve, tout_public
from commun.flux import propre, repondre
from commun.marque import marque
from commun.site import absolue, domaine
from grenelle.models import Plan
from grenelle.services.changements import Changement, changements
from grenelle.views.contributions import plan_montre


class FluxDuPlan(Feed):
    """The newest changes of a plan."""

    feed_type: Any = Atom1Feed
    language = "fr"
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Plan:
        return plan_montre(kwargs["slug"])

    def title(self, plan: Plan) -> str:
        return propre(f"{plan.nom_court} : ce qui change, {marque().nom}")

    def subtitle(self, plan: Plan) -> str:
        return "Chiffres, jalons, états, décisions et contributions publiées."

    def link(self, plan: Plan) -> str:
        return absolue(plan.get_absolute_url())

    def feed_url(self, plan: Plan) -> str:
        return absolue(reverse("grenelle:flux", args=[plan.slug]))

    feed_guid = feed_url

    def author_name(self, plan: Plan) -> str:
        """Atom asks for an author, of the feed or of each entry."""
        return propre(f"Région {plan.region_nom}")

    def items(self, plan: Plan) -> list[tuple[Plan, Changement]]:
        return [(plan, changement) for changement in changements(plan)]

    def item_title(self, item: tuple[Plan, Changement]) -> str:  # type: ignore[override]
        return propre(item[1].titre)

    def item_description(self, item: tuple[Plan, Changement]) -> str:  # type: ignore[override]
        entete = "Donnée de démonstration. " if item[1].demonstration else ""
        return propre(f"{entete}{item[1].texte}")

    def item_link(self, item: tuple[Plan, Changement]) -> str:
        return absolue(item[1].adresse)

    def item_guid(self, item: tuple[Plan, Changement]) -> str:
        plan, changement = item
        return f"tag:{domaine()},2026:plan-{plan.slug}-{changement.cle}"

    def item_updateddate(self, item: tuple[Plan, Changement]) -> datetime:
        return item[1].le

    item_pubdate = item_updateddate


@reserve(tout_public)
@require_safe
@conditional_page
def atom(request: HttpRequest, slug: str) -> HttpResponse:
    return repondre(FluxDuPlan(), request, slug=slug)
