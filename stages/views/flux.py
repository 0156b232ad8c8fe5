"""RSS and Atom of any search: the fifty newest offers, with conditional requests."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.views.decorators.http import conditional_page, require_safe

from commun.acces import reserve, tout_public
from commun.flux import propre, repondre
from commun.marque import marque
from commun.site import absolue, domaine
from stages.models import OffreStage
from stages.services.exploration import CriteresOffres, lire_criteres
from stages.services.recherche_offres import dernieres, fiches_courtes
from stages.views.presentation import niveaux_en_mots, quand_en_mots

NOMBRE = 50


class FluxRss(Feed):
    """The newest offers of a search, as RSS."""

    feed_type: Any = Rss201rev2Feed
    nom = "stages:rss"
    language = "fr"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> CriteresOffres:
        """What the address asks; a feed does not know where its reader lives."""
        return replace(lire_criteres(request.GET).criteres, tri="date")

    def title(self, criteres: CriteresOffres) -> str:
        mots = f" « {propre(criteres.mots)} »" if criteres.mots else ""
        lieu = f" autour de {criteres.commune.nom}" if criteres.commune else ""
        return f"Stages{mots}{lieu}, {marque().nom}"

    def description(self, criteres: CriteresOffres) -> str:
        return "Les dernières offres de stage, d'alternance et d'immersion de cette recherche."

    subtitle = description

    def link(self, criteres: CriteresOffres) -> str:
        return absolue(self._avec(reverse("stages:recherche"), criteres))

    def feed_url(self, criteres: CriteresOffres) -> str:
        return absolue(self._avec(reverse(self.nom), criteres))

    feed_guid = feed_url

    @staticmethod
    def _avec(chemin: str, criteres: CriteresOffres) -> str:
        return f"{chemin}?{criteres.adresse}" if criteres.adresse else chemin

    def items(self, criteres: CriteresOffres) -> list[OffreStage]:
        return fiches_courtes(dernieres(criteres, timezone.now(), NOMBRE))

    def item_title(self, item: OffreStage) -> str:  # type: ignore[override]
        return propre(item.titre)

    def item_description(self, item: OffreStage) -> str:  # type: ignore[override]
        faits = [item.entreprise.organisation.nom, item.commune.nom, item.get_section_display()]
        faits += [quand_en_mots(item, timezone.localdate()), niveaux_en_mots(item)]
        entete = "Offre de démonstration. " if item.demonstration else ""
        return propre(f"{entete}{', '.join(fait for fait in faits if fait)}. {item.description}")

    def item_link(self, item: OffreStage) -> str:
        return absolue(item.get_absolute_url())

    def item_guid(self, item: OffreStage) -> str:
        return f"tag:{domaine()},2026:offre-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: OffreStage) -> datetime | None:
        return item.publiee_le

    item_updateddate = item_pubdate

    def item_author_name(self, item: OffreStage) -> str:
        return propre(item.entreprise.organisation.nom)


class FluxAtom(FluxRss):
    """The same, as Atom."""

    feed_type = Atom1Feed
    nom = "stages:atom"


@reserve(tout_public)
@require_safe
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    return repondre(FluxRss(), request)


@reserve(tout_public)
@require_safe
@conditional_page
def atom(request: HttpRequest) -> HttpResponse:
    return repondre(FluxAtom(), request)
