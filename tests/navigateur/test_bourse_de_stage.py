"""The whole errand, in a real browser with real mails: a company posts, a citizen is told at once, a pupil goes."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

SIRET = "73282932000074"
MOT_DE_PASSE = "un-fournil-tres-secret-49"
PATRONNE, LECTEUR, ELEVE = "patronne@fournil.example", "lecteur@test.example", "eleve@test.example"
PARENT, COLLEGE = "parent@test.example", "principal@college.example"


def lien(texte: str, motif: str) -> str:
    trouve = re.search(rf"https?://[^/\s]+({motif}\S*)", texte)
    assert trouve, texte
    return trouve.group(1)


def s_inscrire(page: Page, boite, adresse: str) -> None:
    page.goto("/compte/signup/")
    page.fill("[name=email]", adresse)
    page.fill("[name=password1]", MOT_DE_PASSE)
    page.fill("[name=password2]", MOT_DE_PASSE)
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(lien(boite.attendre(adresse, ""), "/compte/confirm-email/"))
    page.locator("main form button[type=submit]").click()
    se_connecter(page, adresse, MOT_DE_PASSE)


def se_connecter(page: Page, adresse: str, mot_de_passe: str) -> None:
    page.goto("/compte/login/")
    if page.locator("[name=login]").count():
        page.fill("[name=login]", adresse)
        page.fill("[name=password]", mot_de_passe)
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()


def inscrire_l_entreprise(page: Page, boite) -> None:
    s_inscrire(page, boite, PATRONNE)
    page.goto("/entreprise/inscription/?qui=entreprise")
    page.fill("[name=siret]", SIRET)
    page.get_by_role("button", name="Continuer").click()
    page.fill("[name=nom]", "Le Fournil du Parcours")
    page.fill("[name=activite]", "Boulangerie")
    page.fill("[name=code_naf]", "10.71C")
    page.fill("[name=adresse]", "1 rue du Pain")
    page.fill("[name=code_postal]", "49400")
    page.locator("input[name=commune]").fill("Saumur")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Inscrire l'entreprise").click()
    expect(page.locator("main")).to_contain_text("La Région vérifie votre entreprise")


def demander_une_alerte(page: Page, boite) -> None:
    page.goto("/stages/?section=observation&commune=49328&rayon=30")
    page.get_by_role("link", name="M'avertir").first.click()
    page.fill("[name=courriel]", LECTEUR)
    page.get_by_label("18 ans ou plus").first.check()
    page.get_by_role("button", name="M'avertir", exact=True).click()
    page.goto(lien(boite.attendre(LECTEUR, "Confirmez"), "/stages/alertes/confirmer/"))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def verifier_l_entreprise(page: Page) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", "agent@demo.example")
    page.fill("[name=password]", "agent-demo-region")
    page.locator("form button[type=submit]").first.click()
    page.goto("/admin/stages/entreprise/?q=Parcours")
    page.get_by_role("link", name="Le Fournil du Parcours").first.click()
    page.goto(re.sub(r"change/?.*", "verification/", page.url))
    page.get_by_role("button", name="Vérifier cette entreprise").click()
    page.wait_for_load_state()


def publier_une_offre(page: Page) -> None:
    page.goto("/entreprise/offres/nouvelle/")
    page.get_by_label("Stage d'observation").check()
    page.fill("[name=titre]", "Une semaine au fournil du parcours")
    page.get_by_role("button", name="Créer le brouillon").click()
    page.fill("textarea[name=description]", "Vous verrez naître le pain, de la pâte à la boutique.")
    page.get_by_label("Collège (4e, 3e)").check()
    page.locator("[name=metier_1], [name=metiers_0], [name=metiers]").first.fill("Boulanger")
    page.keyboard.press("Escape")
    semaine = page.locator("input[type=checkbox][name^=semaine_]").nth(2)
    semaine.check()
    page.locator(f"[name={semaine.get_attribute('name').replace('semaine_', 'places_')}]").fill("2")
    page.get_by_role("button", name="Enregistrer et voir l'aperçu").click()
    page.get_by_role("button", name="Publier l'offre").click()
    expect(page.locator("main")).to_contain_text("L'offre est en ligne")


def postuler(page: Page, adresse: str) -> None:
    page.goto(adresse)
    page.get_by_role("link", name="Postuler").click()
    page.locator("[name=semaine]").first.check()
    page.fill("[name=prenom]", "Lou")
    page.fill("[name=nom]", "Essai")
    page.fill("[name=date_naissance]", f"{timezone.localdate().year - 14}-01-15")
    page.fill("[name=motivation]", "J'aime l'odeur du pain. Appelez-moi au 06 12 34 56 78 !")
    page.fill("[name=responsable_nom]", "Dominique Essai")
    page.fill("[name=responsable_courriel]", PARENT)
    page.fill("[name=responsable_telephone]", "06 00 00 00 01")
    page.get_by_role("button", name="Envoyer ma candidature").click()
    expect(page.locator("main")).to_contain_text("Attend l'accord du responsable légal")


def etablir_la_convention(page: Page) -> None:
    page.get_by_role("link", name="Préparer la convention").click()
    if page.get_by_role("link", name=re.compile("Établir|Remplir|Préparer")).count():
        page.get_by_role("link", name=re.compile("Établir|Remplir|Préparer")).first.click()
    for nom, valeur in {
        "stagiaire_nom": "Essai", "etablissement_nom": "Collège du Parcours", "etablissement_representant": "Claude Un",
        "etablissement_courriel": COLLEGE, "representant_nom": "Dominique Pain", "representant_fonction": "Gérante",
        "tuteur_nom": "Sacha Four", "tuteur_fonction": "Boulanger", "assurance": "Assurance du fournil, contrat 12",
        "activites": "Voir la fabrication, aider à la boutique.",
    }.items():  # fmt: skip
        if page.locator(f"[name={nom}]").count():
            page.locator(f"[name={nom}]").fill(valeur)
    page.get_by_role("button", name="Établir la convention").click()
    page.wait_for_load_state()


def signer(page: Page, nom: str) -> None:
    if page.locator("[name=nom]").count():
        page.fill("[name=nom]", nom)
    page.locator("[name=accepte]").check()
    page.get_by_role("button", name=re.compile("Signer|signe")).first.click()
    expect(page.locator("main")).to_contain_text("Votre signature est enregistrée")


def tous_signent(patronne: Page, eleve: Page, personne, boite) -> None:
    """The four parties of a minor's agreement, two of them by the address that a mail gave."""
    etablir_la_convention(patronne)
    signer(patronne, "Dominique Pain")
    eleve.reload()
    eleve.get_by_role("link", name="Voir la convention").click()
    signer(eleve, "Lou Essai")
    for adresse, nom in ((PARENT, "Dominique Essai"), (COLLEGE, "Claude Un")):
        signer(personne(lien(boite.attendre(adresse, "onvention"), "/stages/")), nom)


@pytest.fixture
def personne(ouvrir):
    """A person with a browser of their own."""

    def ouverte(chemin: str = "/") -> Page:
        page = ouvrir(chemin, largeur=1000).page
        page.set_default_timeout(10_000)
        return page

    return ouverte


def test_de_l_inscription_de_l_entreprise_a_la_convention(personne, boite):
    patronne, lecteur, agent, eleve = personne(), personne(), personne(), personne()
    inscrire_l_entreprise(patronne, boite)
    demander_une_alerte(lecteur, boite)
    verifier_l_entreprise(agent)
    publier_une_offre(patronne)

    annonce = boite.attendre(LECTEUR, "fournil du parcours")
    assert "Saumur" in annonce
    offre = lien(annonce, r"/stages/\d+-")
    lecteur.goto(offre)
    expect(lecteur.get_by_role("heading", level=1)).to_have_text("Une semaine au fournil du parcours")

    s_inscrire(eleve, boite, ELEVE)
    postuler(eleve, offre)
    parent = personne(lien(boite.attendre(PARENT, "accord"), "/stages/accord/"))
    parent.get_by_role("button", name="J'accepte").click()
    expect(parent.locator("main")).to_contain_text("accord est enregistré")

    recue = boite.attendre(PATRONNE, "Une candidature")
    assert "Essai" not in recue
    patronne.goto(lien(recue, r"/entreprise/candidatures/"))
    expect(patronne.locator("main")).not_to_contain_text("06 12 34 56 78")
    expect(patronne.locator("main")).not_to_contain_text("Essai")
    patronne.get_by_role("button", name="Accepter Lou").click()
    expect(patronne.locator("main")).to_contain_text("Essai")

    eleve.goto(lien(boite.attendre(ELEVE, "vous attend"), r"/stages/candidatures/"))
    eleve.get_by_role("link", name="Confirmer ma venue").click()
    eleve.get_by_role("button", name="Je confirme").click()
    expect(eleve.locator("main")).to_contain_text("Votre venue est confirmée")

    patronne.goto(lien(boite.attendre(PATRONNE, "confirme sa venue"), r"/entreprise/candidatures/"))
    tous_signent(patronne, eleve, personne, boite)
    eleve.reload()
    with eleve.expect_download() as telechargement:
        eleve.get_by_role("link", name=re.compile("PDF")).first.click()
    assert telechargement.value.path().read_bytes().startswith(b"%PDF")


def test_sans_compte_l_alerte_se_coupe_en_un_geste(personne, boite):
    page = personne()
    adresse = "coupe@test.example"
    page.goto("/stages/alertes/nouvelle/?section=vte")
    page.fill("[name=courriel]", adresse)
    page.get_by_label("18 ans ou plus").first.check()
    page.get_by_role("button", name="M'avertir", exact=True).click()
    page.goto(lien(boite.attendre(adresse, "Confirmez"), "/stages/alertes/confirmer/"))
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("alerte", re.IGNORECASE))
