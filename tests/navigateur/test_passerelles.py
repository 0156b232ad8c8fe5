"""To bounce back: neighbours, skills, comparison, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect


def test_un_filtre_suit_sans_recharger(ouvrir):
    page = ouvrir("/metiers/soudeur-soudeuse/passerelles/").page
    tous = page.locator(".resultats-nombre").inner_text()
    page.evaluate("window.memePage = true")
    page.get_by_label("Avec au plus ce diplôme").select_option("0")
    expect(page).to_have_url(re.compile(r"\?niveau=0$"))
    expect(page.locator(".resultats-nombre")).not_to_have_text(tous)
    assert page.evaluate("window.memePage") is True


@pytest.mark.parametrize("script", [True, False])
def test_de_mon_metier_a_d_autres_par_mes_savoir_faire(ouvrir, script):
    page = ouvrir("/metiers/mes-savoir-faire/", script=script).page
    page.get_by_label("Un métier que j'ai exercé").fill("maçon")
    page.get_by_role("button", name="Ajouter ses savoir-faire").click()
    expect(page).to_have_url(re.compile("depuis=macon-maconne"))
    page.locator("#cases input:checked").first.uncheck()
    page.get_by_role("button", name="Voir les métiers").click()
    expect(page.locator("#cases input[name=s]:not(:checked)")).to_have_count(1)
    expect(page.locator(".passage h3").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_de_fiche_en_fiche_jusqu_a_la_comparaison(ouvrir, script):
    page = ouvrir("/metiers/soudeur-soudeuse/", script=script).page
    page.get_by_role("button", name="Comparer avec").click()
    page.get_by_label("Ajouter un métier", exact=True).fill("infirmière")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page).to_have_url(re.compile("m=soudeur-soudeuse&m=infirmi"))
    expect(page.locator("thead th")).to_have_count(2)
    page.get_by_role("button", name="Retirer Soudeur").click()
    expect(page.locator("thead th")).to_have_count(1)
