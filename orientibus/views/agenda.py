"""Stops to subscribe to: calendars and a feed, for everything, a bus or a département."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page, require_safe

from commun.acces import reserve, tout_public
from commun.flux import propre, repondre
from commun.marque import marque
from commun.site import absolue, domaine
from commun.toponymes import a_lieu
from orientibus.models import Bus, Etape
from orientibus.services.agenda import ecrire_agenda
from orientibus.services.lecture_etapes import completes, etapes_d_un_agenda
from orientibus.views.presentation import horaires_en_mots, quand_en_mots
from territoires.models import Departement

LIGNES_MAX = 2_000
NOUVELLES = 50


def en_calendrier(contenu: bytes, nom: str) -> HttpResponse:
    """A calendar file that a program reads again when it wants."""
    reponse = HttpResponse(contenu, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'inline; filename="{nom}.ics"'
    reponse["Cache-Control"] = "no-cache"
    return reponse


@reserve(tout_public)
@require_safe
@conditional_page
def agenda(request: HttpRequest) -> HttpResponse:
    """Every stop."""
    etapes = etapes_d_un_agenda(timezone.localdate())[:LIGNES_MAX]
    return en_calendrier(ecrire_agenda("Orientibus", etapes), "orientibus")


@reserve(tout_public)
@require_safe
@conditional_page
def agenda_du_bus(request: HttpRequest, code: str) -> HttpResponse:
    """The stops of a bus."""
    bus = get_object_or_404(Bus, code=code)
    etapes = etapes_d_un_agenda(timezone.localdate(), bus=bus)[:LIGNES_MAX]
    return en_calendrier(ecrire_agenda(bus.nom, etapes), f"orientibus-{bus.code}")


@reserve(tout_public)
@require_safe
@conditional_page
def agenda_du_departement(request: HttpRequest, code: str) -> HttpResponse:
    """The stops in a département."""
    departement = get_object_or_404(Departement, code=code)
    etapes = etapes_d_un_agenda(timezone.localdate(), demande__commune__departement=departement)[:LIGNES_MAX]
    return en_calendrier(ecrire_agenda(f"Orientibus, {departement.nom}", etapes), f"orientibus-{departement.code}")


class FluxDesEtapes(Feed):
    """The stops announced last, as Atom."""

    feed_type: Any = Atom1Feed
    language = "fr"
    subtitle = "Les étapes de l'Orientibus annoncées dernièrement."

    def title(self) -> str:
        return f"Orientibus, {marque().nom}"

    def link(self) -> str:
        return absolue(reverse("orientibus:accueil"))

    def feed_url(self) -> str:
        return absolue(reverse("orientibus:flux"))

    feed_guid = feed_url

    def items(self) -> list[Etape]:
        a_venir = Etape.objects.a_venir(timezone.localdate()).filter(confirmee_le__isnull=False)
        return list(completes(a_venir.order_by("-confirmee_le", "-pk"))[:NOUVELLES])

    def item_title(self, item: Etape) -> str:  # type: ignore[override]
        return f"Orientibus {a_lieu(item.demande.commune.nom)}, {quand_en_mots(item).lower()}"

    def item_description(self, item: Etape) -> str:  # type: ignore[override]
        entete = "Étape de démonstration. " if item.demonstration else ""
        qui = "Ouvert à tous." if item.ouverte_a_tous else f"Pour le public de : {item.demande.structure}."
        quoi = f"{item.demande.get_format_display()}, {horaires_en_mots(item)}."
        return propre(f"{entete}{quoi} {qui} {item.description}".strip())

    def item_link(self, item: Etape) -> str:
        return absolue(item.get_absolute_url())

    def item_guid(self, item: Etape) -> str:
        return f"tag:{domaine()},2026:orientibus-{item.slug}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Etape) -> datetime | None:
        return item.confirmee_le

    def item_updateddate(self, item: Etape) -> datetime:
        return item.updated_at

    def item_author_name(self, item: Etape) -> str:
        return item.bus.nom


@reserve(tout_public)
@require_safe
@conditional_page
def flux(request: HttpRequest) -> HttpResponse:
    """The feed, with conditional requests."""
    return repondre(FluxDesEtapes(), request)
