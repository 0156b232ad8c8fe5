"""Journeys of real visitors: with and without JavaScript, with the keyboard, on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("script", [True, False])
def test_de_l_accueil_a_une_fiche(ouvrir, script):
    page = ouvrir("/", script=script).page
    page.get_by_label("Un métier, une envie").first.fill("soudeuse")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/metiers/\?.*q=soudeuse"))
    page.get_by_role("link", name=re.compile("Soudeur, soudeuse")).first.click()
    expect(page).to_have_url(re.compile(r"/metiers/soudeur-soudeuse/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Soudeur")
    expect(page.get_by_role("heading", name="Une journée")).to_be_visible()


@pytest.mark.parametrize("recherche", ["SOUDEUSE", "soudeur", "soudeue", "soudur", "H2913", "h2913", "souder du métal"])
def test_on_trouve_comme_on_ecrit(ouvrir, recherche):
    page = ouvrir(f"/metiers/?q={recherche}").page
    noms = page.locator("#liste article h3").all_inner_texts()[:5]
    assert any("Soudeu" in nom or "soudeuse" in nom for nom in noms), noms


def test_les_facettes_suivent_sans_recharger_et_le_retour_est_juste(ouvrir):
    page = ouvrir("/metiers/").page
    tous = page.locator(".resultats-nombre").inner_text()
    page.evaluate("window.memePage = true")
    page.get_by_label(re.compile("J'aime le travail manuel")).check()
    expect(page).to_have_url(re.compile("interet="))
    expect(page.locator(".resultats-nombre")).not_to_have_text(tous)
    assert page.evaluate("window.memePage") is True
    page.go_back()
    expect(page.locator(".resultats-nombre")).to_have_text(tous)
    expect(page.get_by_label(re.compile("J'aime le travail manuel"))).not_to_be_checked()


def test_une_facette_sans_javascript(ouvrir):
    page = ouvrir("/metiers/", script=False).page
    page.get_by_label(re.compile("J'aime le travail manuel")).check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page).to_have_url(re.compile("interet="))
    page.get_by_role("link", name=re.compile("Retirer le filtre")).first.click()
    expect(page).not_to_have_url(re.compile("interet="))


@pytest.mark.parametrize("script", [True, False])
def test_dire_ou_l_on_habite_une_fois(ouvrir, script):
    page = ouvrir("/territoires/chez-moi/", script=script).page
    page.get_by_label("Commune ou code postal").fill("Saumur")
    if script:
        page.wait_for_timeout(500)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto("/metiers/soudeur-soudeuse/")
    expect(page.locator("header")).to_contain_text("Saumur")
    page.goto("/territoires/contacts/")
    expect(page.locator("main")).to_contain_text("Maine-et-Loire")


def test_la_completion_se_pilote_au_clavier(ouvrir):
    page = ouvrir("/territoires/chez-moi/").page
    champ = page.get_by_label("Commune ou code postal")
    champ.press_sequentially("st naz", delay=30)
    expect(page.get_by_role("option").first).to_contain_text("Saint-Nazaire")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(champ).to_have_value(re.compile("Saint-Nazaire"))


def test_tout_se_parcourt_au_clavier(ouvrir):
    """The first key reaches the skip link, which leads to the content; focus is always visible and never lost."""
    page = ouvrir("/metiers/").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    vus = []
    for _ in range(40):
        page.keyboard.press("Tab")
        etat = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
            const contour = s.outlineStyle !== 'none' || s.boxShadow !== 'none';
            return {balise: e.tagName, contour, largeur: r.width}; }"""
        )
        assert etat["balise"] != "BODY"
        vus.append(etat["contour"])
    assert all(vus)


def test_le_theme_choisi_reste(ouvrir):
    page = ouvrir("/", theme="light").page
    clair = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name=re.compile("thème")).click()
    expect(page.locator("body")).not_to_have_css("background-color", clair)
    page.goto("/metiers/")
    expect(page.locator("body")).not_to_have_css("background-color", clair)


def test_un_agent_entre_dans_l_administration(ouvrir):
    page = ouvrir("/admin/").page
    page.locator("input[name=username]").fill("agent@demo.example")
    page.locator("input[name=password]").fill("agent-demo-region")
    page.locator("button[type=submit], input[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/admin/$"))
    page.goto("/admin/metiers/metier/?q=soudeur")
    expect(page.locator("body")).to_contain_text("Soudeur")


def test_une_personne_se_connecte_et_prend_une_copie_de_ses_donnees(ouvrir):
    page = ouvrir("/compte/login/").page
    page.get_by_label("Adresse électronique").fill("camille@demo.example")
    page.get_by_label("Mot de passe", exact=True).fill("camille-demo-44")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Camille")
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Télécharger mes données").click()
    assert "camille@demo.example" in telechargement.value.path().read_text()


def test_la_documentation_de_l_api_s_affiche_sous_la_politique_stricte(ouvrir):
    visite = ouvrir("/api/v1/docs/")
    expect(visite.page.locator("body")).to_contain_text("/api/v1/metiers/", timeout=15_000)
    assert [m for m in visite.console if not m.startswith("info")] == []


def test_la_fiche_s_imprime_sans_le_decor(ouvrir):
    page = ouvrir("/metiers/soudeur-soudeuse/").page
    page.emulate_media(media="print")
    expect(page.locator("header nav").first).to_be_hidden()
    expect(page.get_by_role("heading", name="Une journée")).to_be_visible()
