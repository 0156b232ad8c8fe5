"""Themes: another way into the occupations, each with the rule that makes its list."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from metiers.models import Metier
from metiers.services.facettes import Catalogue, catalogue_courant
from metiers.services.marche import lieu_de_mesure
from metiers.services.themes import (
    SENS,
    ListeDeTheme,
    Theme,
    composer_theme,
    sources_des_chiffres,
    themes_courants,
    videos_du_theme,
)
from metiers.views.mentions import mentions_ouvertes
from territoires.services.chez_moi import lire

PAR_PAGE = 20
LONGUEUR_DITE = 40
CHAMPS_DES_MENTIONS = ("transition_ecologique", "transition_numerique", "transition_demographique", "reglemente")


@reserve(tout_public)
@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """All themes, each with how many occupations it holds."""
    catalogue = catalogue_courant()
    lieu = lieu_de_mesure(lire(request.session))
    listes = [(theme, composer_theme(theme, catalogue, lieu)) for theme in themes_courants().values()]
    return render(request, "metiers/themes.html", {"themes": listes})


@reserve(tout_public)
@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The occupations of a theme, by level when asked."""
    choisi = themes_courants().get(slug)
    if choisi is None:
        raise Http404("Ce thème n'existe pas dans le portail.")
    catalogue, chez_moi = catalogue_courant(), lire(request.session)
    sens, niveau, ecartes = _lire(request.GET, choisi, catalogue)
    liste = composer_theme(choisi, catalogue, lieu_de_mesure(chez_moi), sens)
    niveaux = catalogue.facettes["niveau"].valeurs
    masque = catalogue.masque(liste.ids)
    ids = [pk for pk in liste.ids if not niveau or niveaux[niveau].bits >> catalogue.rangs[pk] & 1]
    page = Paginator(ids, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "theme": choisi,
        "themes": themes_courants().values(),
        "liste": liste,
        "sens": sens,
        "tous_les_sens": SENS.items() if choisi.calcul == "femmes" else (),
        "lieu": chez_moi,
        "ecartes": ecartes,
        "nombre": len(ids),
        "page": page,
        "cartes": _cartes(choisi, page, liste),
        "sources": _sources(page, liste),
        "potentiel_montre": bool(liste.potentiels),
        "niveau": niveau,
        "niveaux": [(v, n) for v in niveaux.values() if (n := (v.bits & masque).bit_count()) or v.code == niveau],
        "videos": videos_du_theme(ids),
    }
    return render(request, "metiers/theme.html", contexte)


def _lire(parametres: QueryDict, choisi: Theme, catalogue: Catalogue) -> tuple[str, str, list[str]]:
    """Side of the mixité and level that the address asks, and what was not understood."""
    sens, niveau = parametres.get("sens") or "femmes", parametres.get("niveau", "")
    ecartes = []
    if sens not in SENS or (choisi.calcul != "femmes" and "sens" in parametres):
        ecartes.append(sens)
        sens = "femmes"
    if niveau and niveau not in catalogue.facettes["niveau"].valeurs:
        ecartes.append(niveau)
        niveau = ""
    return sens, niveau, [valeur[:LONGUEUR_DITE] for valeur in ecartes]


def _sources(page: Page, liste: ListeDeTheme) -> list[str]:
    """Sources of the figures of the page."""
    ids = list(page.object_list)
    return sources_des_chiffres(
        [liste.femmes[pk] for pk in ids if pk in liste.femmes],
        [liste.potentiels[pk] for pk in ids if pk in liste.potentiels],
    )


def _cartes(choisi: Theme, page: Page, liste: ListeDeTheme) -> list[dict[str, Any]]:
    """Occupations of the page with what puts each in the theme: a figure, or its badges."""
    ids = list(page.object_list)
    metiers = {m.pk: m for m in Metier.objects.cartes(ids)}
    drapeaux = Metier.objects.only(*CHAMPS_DES_MENTIONS).in_bulk(ids) if "transition" in choisi.criteres else {}
    return [
        {
            "metier": metiers[pk],
            "femmes": liste.femmes.get(pk),
            "potentiel": liste.potentiels.get(pk),
            "mentions": [m for m in mentions_ouvertes(drapeaux[pk]) if not m.loi] if pk in drapeaux else [],
        }
        for pk in ids
        if pk in metiers
    ]
