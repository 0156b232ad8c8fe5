"""The admin in the browser: nothing refused by the content policy, nothing said in the console, axe without fault."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/admin/",
    "/admin/metiers/metier/",
    "/admin/metiers/metier/1/change/",
    "/admin/metiers/metier/1/history/",
    "/admin/metiers/metier/export/",
    "/admin/metiers/competence/",
    "/admin/grenelle/mesure/",
    "/admin/grenelle/mesure/1/suivi/",
    "/admin/grenelle/releve/saisir/",
    "/admin/grenelle/releve/a-valider/",
    "/admin/grenelle/releve/fichiers/",
    "/admin/grenelle/convention/add/",
    "/admin/grenelle/editiongrenelle/preparer/",
    "/admin/orientibus/demande/",
    "/admin/orientibus/etape/",
    "/admin/orientibus/plan/",
    "/admin/orientibus/plan/nouveau/",
    "/admin/orientibus/plan/1/ecran/",
    "/admin/orientibus/plan/comparer/",
    "/admin/orientibus/plan/feuille-de-route/",
    "/admin/orientibus/regletournee/1/change/",
    "/admin/comptes/utilisateur/1/change/",
    "/admin/comptes/organisation/1/change/",
    "/admin/territoires/commune/1/change/",
    "/admin/territoires/importation/",
    "/admin/territoires/importation/importer-rome/",
]
COMPTES = {
    "administration": ("admin@demo.example", "admin-demo-portail"),
    "referent": ("orientation72@demo.example", "referent-demo-72"),
}


@pytest.fixture
def entrer(ouvrir):
    def _entrer(qui="administration", **fenetre):
        visite = ouvrir("/admin/", **fenetre)
        adresse, mot_de_passe = COMPTES[qui]
        visite.page.fill("[name=username]", adresse)
        visite.page.fill("[name=password]", mot_de_passe)
        visite.page.click("#login-form button[type=submit]")
        visite.page.wait_for_load_state("networkidle")
        return visite

    return _entrer


def _dit(visite):
    """What the console says, but Chromium's advice on password managers."""
    return [ligne for ligne in visite.console if not ligne.startswith("verbose:")]


def _fautes(page):
    resultat = Axe().run(page)
    return [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in resultat.response["violations"]]


@pytest.mark.parametrize(("largeur", "theme"), [(1440, "light"), (768, "dark")])
@pytest.mark.parametrize("qui", COMPTES)
def test_les_pages_sont_nettes(entrer, qui, largeur, theme):
    visite = entrer(qui, largeur=largeur, theme=theme)
    fautes = {}
    for chemin in PAGES:
        reponse = visite.page.goto(chemin, wait_until="networkidle")
        if reponse.status == 403:
            visite.console.clear()  # the browser says that the page is refused: that is the role's right
            continue
        assert reponse.status == 200, chemin
        if trouvees := _fautes(visite.page):
            fautes[chemin] = trouvees
    assert fautes == {}
    assert _dit(visite) == []


def test_la_connexion_est_nette(ouvrir):
    visite = ouvrir("/admin/login/")
    assert _fautes(visite.page) == []
    assert _dit(visite) == []


def test_travailler_sur_un_metier(entrer):
    """Add a skill by its first letters, choose rows and an action, open the filters: the policy refuses nothing."""
    visite = entrer()
    page = visite.page
    page.goto("/admin/metiers/metier/1/change/#liens_competences", wait_until="networkidle")
    lot = page.locator("#liens_competences-group")
    lot.get_by_text("Ajouter un objet").click()
    lot.locator("tr:visible .select2-selection:visible, .form-row:visible .select2-selection:visible").last.click()
    page.keyboard.type("soud")
    page.locator(".select2-results__option--highlighted").wait_for()
    page.keyboard.press("Enter")
    page.locator("[name=_continue]").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("text=a été modifié").count() == 1

    page.goto("/admin/metiers/metier/", wait_until="networkidle")
    page.locator("#changelist a", has_text="Filtres").click()
    page.get_by_text("Appliquer les filtres").wait_for()
    page.keyboard.press("Escape")
    page.goto("/admin/metiers/metier/", wait_until="networkidle")
    page.locator("tbody input[type=checkbox]").first.check()
    page.select_option("select[name=action]", "retirer")
    page.locator("#changelist-actions button[type=submit]").click()
    page.get_by_text("Ne rien changer").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("tbody tr").count()
    assert _dit(visite) == []
