"""The interests questionnaire from its door to a sheet, with the keyboard, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("script", [True, False])
def test_du_questionnaire_a_une_fiche(ouvrir, script):
    page = ouvrir("/metiers/interets/", largeur=360, script=script).page
    page.get_by_role("link", name="Commencer").click()
    for ecran in range(1, 6):
        expect(page.locator("main")).to_contain_text(f"Écran {ecran} sur 5")
        for activite in page.locator("main fieldset").all():
            concrete = re.search("machine|planter|charpente|tracteur|bois", activite.inner_text())
            activite.get_by_role("radio").nth(4 if concrete else 1).check()
        page.get_by_role("button", name=re.compile("Continuer|Voir mon résultat")).click()
    expect(page).to_have_url(re.compile(r"\?p=20-5-5-5-5-5$"))
    expect(page.locator("main")).to_contain_text("Réaliste (R)")
    page.locator(".interets-cartes h3 a").first.click()
    expect(page.locator("main")).to_contain_text("Vous et ce métier")


def test_un_ecran_se_remplit_au_clavier(ouvrir):
    page = ouvrir("/metiers/interets/questions/1/", largeur=360).page
    page.locator("input[type=radio]").first.focus()
    for rang in range(6):
        page.keyboard.press("Space")
        for _ in range(rang % 5):
            page.keyboard.press("ArrowRight")
        if rang < 5:
            page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("questions/2/"))
    expect(page.locator("main")).to_contain_text("6 réponses sur 30")


def test_une_erreur_recoit_le_focus_et_mene_a_l_activite(ouvrir):
    page = ouvrir("/metiers/interets/questions/1/", largeur=360).page
    page.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#erreurs")).to_be_focused()
    lien = page.locator("#erreurs a").first
    assert page.locator(lien.get_attribute("href")).count() == 1
    assert page.locator("input[type=radio]:checked").count() == 1
