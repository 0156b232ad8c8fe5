"""What browsers and search engines read: manifest, robots.txt."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commun.acces import reserve, tout_public
from commun.marque import marque
from commun.site import absolue

# Where robots have nothing to read: accounts, staff, and what depends on the visitor.
FERME_AUX_ROBOTS = ("/admin/", "/compte/", "/hors-ligne/", "/territoires/chez-moi/")


@reserve(tout_public)
@cache_control(public=True, max_age=86_400)
def manifeste(request: HttpRequest) -> JsonResponse:
    """Web application manifest."""
    donnees = {
        "id": "/",
        "name": f"{marque().nom}, Région {marque().region}",
        "short_name": marque().nom,
        "description": marque().description,
        "lang": "fr",
        "start_url": reverse("portail:accueil"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#f8f4ec",
        "theme_color": "#17507f",
        "icons": [{"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(donnees, content_type="application/manifest+json")


@reserve(tout_public)
@cache_control(no_cache=True)
@require_safe
def ouvrier(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it stands for the whole site."""
    return render(request, "portail/sw.js", content_type="text/javascript; charset=utf-8")


@reserve(tout_public)
@cache_control(public=True, max_age=3_600)
@require_safe
def hors_ligne(request: HttpRequest) -> HttpResponse:
    """What the service worker keeps and shows without a network: the same for everyone."""
    return render(request, "portail/hors_ligne.html")


@reserve(tout_public)
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """The address of the site map, and the pages that are nobody's search result."""
    lignes = ["User-agent: *", *(f"Disallow: {chemin}" for chemin in FERME_AUX_ROBOTS), ""]
    lignes.append(f"Sitemap: {absolue(reverse('portail:plan_xml'))}")
    return HttpResponse("\n".join(lignes) + "\n", content_type="text/plain; charset=utf-8")
