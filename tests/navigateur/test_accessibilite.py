"""axe-core, budgets and the console on every page, at phone and desktop widths, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.navigateur.pages import PAGES

OCTETS_PAR_PAGE = 60 * 1024
REQUETES_PAR_PAGE = 8
NOEUDS_PAR_PAGE = 700


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("largeur", [360, 1440])
@pytest.mark.parametrize("chemin", PAGES)
def test_aucune_faute_d_accessibilite(ouvrir, chemin, largeur, theme):
    visite = ouvrir(chemin, largeur=largeur, theme=theme)
    resultat = Axe().run(visite.page)
    fautes = [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in resultat.response["violations"]]
    assert fautes == []


@pytest.mark.parametrize("chemin", PAGES)
def test_budgets_de_la_premiere_visite(ouvrir, site, chemin):
    visite = ouvrir(chemin, largeur=360)
    noeuds = visite.page.evaluate("document.querySelectorAll('*').length")
    assert all(url.startswith((site, "data:")) for url in visite.requetes), visite.requetes
    assert visite.octets <= OCTETS_PAR_PAGE
    assert len(visite.requetes) <= REQUETES_PAR_PAGE, visite.requetes
    assert noeuds <= NOEUDS_PAR_PAGE
    if "n-existe-pas" not in chemin:
        assert visite.console == []


@pytest.mark.parametrize("chemin", PAGES)
def test_rien_ne_bouge_ni_ne_deborde(ouvrir, chemin):
    """No layout shift, and no sideways scrolling at 320 CSS pixels (a 400 % zoom)."""
    visite = ouvrir(chemin, largeur=320)
    decalage = visite.page.evaluate(
        """() => new Promise(fini => { let somme = 0;
        new PerformanceObserver(l => { for (const e of l.getEntries()) somme += e.value; })
          .observe({type: 'layout-shift', buffered: true});
        setTimeout(() => fini(somme), 300); })"""
    )
    assert decalage == pytest.approx(0, abs=0.001)
    largeur = visite.page.evaluate("document.documentElement.scrollWidth")
    assert largeur <= 320


@pytest.mark.parametrize("chemin", PAGES)
def test_la_page_se_lit_sans_javascript(ouvrir, chemin):
    visite = ouvrir(chemin, script=False)
    assert visite.page.locator("h1").count() == 1
    assert visite.page.locator("main").inner_text().strip()


PAGES_CONNECTEES = [
    "/compte/",
    "/compte/effacer/",
    "/compte/password/change/",
    "/compte/logout/",
    "/compte/email/",
    "/etablissements/mes-places/",
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("largeur", [360, 1440])
def test_aucune_faute_d_accessibilite_dans_son_espace(ouvrir, largeur, theme):
    page = ouvrir("/compte/login/", largeur=largeur, theme=theme).page
    page.get_by_label("Adresse électronique").fill("college@demo.example")
    page.get_by_label("Mot de passe", exact=True).fill("college-demo-53")
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/compte/")
    fautes = []
    for chemin in PAGES_CONNECTEES:
        page.goto(chemin)
        fautes += [(chemin, v["id"], v["help"]) for v in Axe().run(page).response["violations"]]
    assert fautes == []
