"""Occupations that recruit near home, live: the address tells the state, the back button is right, all is announced."""

import re

from playwright.sync_api import expect

PAGE = "/metiers/pres-de-chez-moi/"


def test_le_lieu_le_rayon_et_le_tri_vivent_dans_l_adresse(ouvrir):
    visite = ouvrir(PAGE)
    page = visite.page
    page.get_by_label("Commune ou code postal").fill("saumu")
    page.get_by_role("option", name="Saumur").click()
    expect(page.get_by_role("heading", name="Près de Saumur, 30 km autour")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?rayon=30&commune=49328$"))
    page.get_by_label("Jusqu'à").select_option("10")
    expect(page.get_by_role("heading", name="Près de Saumur, 10 km autour")).to_be_visible()
    page.get_by_label("Trier par").select_option("nom")
    expect(page).to_have_url(re.compile(r"rayon=10&.*tri=nom|tri=nom.*rayon=10"))
    expect(page.locator("#annonce")).to_have_text(re.compile(r"métiers qui recrutent"))
    page.get_by_role("link", name="Suivante").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator("#titre-resultats")).to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile("tri=nom"))
    expect(page.locator(".pagination [aria-current]")).to_have_text("Page 1")
    assert visite.console == []


def test_sans_javascript_une_commune_ecrite_suffit(ouvrir):
    page = ouvrir(PAGE, script=False).page
    page.get_by_label("Commune ou code postal").fill("49400")
    page.get_by_role("button", name="Chercher").click()
    expect(page).to_have_url(re.compile("commune=49328"))
    expect(page.get_by_role("heading", name="Près de Saumur, 30 km autour")).to_be_visible()
    page.get_by_label("Famille de métiers").select_option(index=1)
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("link", name="Retirer le filtre")).to_have_count(1)


def test_de_la_fiche_a_la_formule(ouvrir):
    page = ouvrir("/metiers/soudeur-soudeuse/?commune=49328").page
    page.get_by_role("link", name="Voir les chiffres").click()
    expect(page.locator("#titre-marche")).to_be_focused()
    page.get_by_text("Leur âge :").click()
    expect(page.get_by_role("table", name="Famille")).to_be_visible()
    page.get_by_role("link", name="Comment est-il calculé").click()
    expect(page.get_by_role("heading", name="Soudeur, soudeuse, Saumur (49)")).to_be_visible()
