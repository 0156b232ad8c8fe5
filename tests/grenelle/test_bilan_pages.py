"""The pages and the files of the yearly reviews: the same figures everywhere, who sees what, bad addresses."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from grenelle.models import Bilan
from grenelle.services.bilan_publication import ouvrir_brouillon, publier
from grenelle.tasks import preparer_le_bilan
from tests.commun.test_tableurs import lire_ods, lire_xlsx
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    MAINTENANT,
    AttributionFactory,
    AxeFactory,
    CibleFactory,
    IndicateurFactory,
    MesureFactory,
    PlanFactory,
)
from tests.grenelle.test_bilan import _garnir, relever

pytestmark = pytest.mark.django_db
ADRESSE = "/grenelle/essai/bilan/2025/"


@pytest.fixture
def plan():
    return PlanFactory(slug="essai", nom_court="Essai")


@pytest.fixture(autouse=True)
def _plan_depuis_2024(plan):
    plan.debut = plan.debut.replace(year=2024)
    plan.save()
    cache.clear()


@pytest.fixture
def mesure(plan):
    return MesureFactory(axe=AxeFactory(plan=plan, code="I"), numero="7", titre="Créer une bourse")


def propre(texte):
    return re.sub(r"\s+", " ", texte.replace("’", "'"))


def page(client, adresse=ADRESSE):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    return propre(re.sub(r"<[^>]+>", " ", unescape(reponse.content.decode())))


def publier_le(plan, **mots):
    brouillon = ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, **mots)
    return publier(bilan=brouillon, par=None, maintenant=MAINTENANT)


def fichier(client, extension, version=1):
    reponse = client.get(f"{ADRESSE}version-{version}/bilan.{extension}")
    assert reponse.status_code == 200, extension
    assert f'filename="bilan-essai-2025-v{version}.{extension}"' in reponse["Content-Disposition"]
    return reponse.content


def test_la_page_le_pdf_et_les_deux_annexes_disent_les_memes_chiffres(client, plan, mesure):
    indicateur = IndicateurFactory(mesure=mesure, libelle="Offres publiées", echelle="departement")
    taux = IndicateurFactory(mesure=None, plan=plan, libelle="Taux de réponse", unite="pourcentage")
    muet = IndicateurFactory(mesure=mesure, libelle="Jamais relevé")
    CibleFactory(indicateur=indicateur, valeur=1750)
    relever(indicateur, {2024: 1111, 2025: 1234})
    relever(indicateur, {2025: 321}, territoire="44", echelle="departement")
    relever(taux, {2024: None, 2025: "56.5"})
    publier_le(plan, introduction="Une année pleine.")
    relever(taux, {2025: "58.5"}, raison="Réponses tardives.", quand=MAINTENANT + timedelta(days=9))
    lecteur = PdfReader(io.BytesIO(fichier(client, "pdf")))
    racine = lecteur.trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"] and b"pdfuaid" in racine["/Metadata"].get_data()
    pdf, html = propre(" ".join(p.extract_text() for p in lecteur.pages)), page(client)
    for fait in (
        "Offres publiées", "1 234", "1 111", "+123", "321", "il manque 516", "56,5 %", "58,5 %", "non publié",
        "Réponses tardives.", "Une année pleine.", "Jamais relevé", "jamais relevé", "Arrêté au 31 décembre 2025",
    ):  # fmt: skip
        assert fait in html, fait
        assert fait in pdf, fait
    ods, xlsx = lire_ods(fichier(client, "ods")), lire_xlsx(fichier(client, "xlsx"))
    for feuilles in (ods, xlsx):
        lignes = {(ligne[2], ligne[6] or "", str(ligne[10])): ligne for ligne in feuilles["Chiffres"][1:]}
        assert float(lignes[indicateur.code, "", "2025"][11]) == 1234
        assert float(lignes[indicateur.code, "", "2025"][14]) == 1111
        assert float(lignes[indicateur.code, "44", "2025"][11]) == 321
        assert float(lignes[taux.code, "", "2025"][11]) == 56.5
        assert lignes[muet.code, "", "2025"][11] is None and lignes[muet.code, "", "2025"][12] == "aucun relevé"
        assert [propre(ligne[7]) for ligne in feuilles["Cibles"][1:]] == ["il manque 516"]
        (revise,) = feuilles["Révisé depuis"][1:]
        assert (float(revise[5]), float(revise[7]), revise[9]) == (56.5, 58.5, "Réponses tardives.")
    textes = [[[str(c) for c in ligne if isinstance(c, str)] for ligne in f["Chiffres"]] for f in (ods, xlsx)]
    assert textes[0] == [[c for c in ligne if c] for ligne in textes[1]]


def test_un_bilan_publie_ne_bouge_plus_et_dit_ce_qui_a_change(client, plan, mesure):
    indicateur = IndicateurFactory(mesure=mesure)
    relever(indicateur, {2025: 10})
    publier_le(plan)
    assert "Ce qui a été révisé depuis" not in page(client)
    premier = fichier(client, "pdf")
    assert premier == fichier(client, "pdf")
    relever(indicateur, {2025: 12}, raison="Réponses tardives.", quand=MAINTENANT + timedelta(days=9))
    cache.clear()  # a minute later
    contenu = page(client)
    assert "Ce qui a été révisé depuis" in contenu
    assert "10, provisoire dans le bilan, 12, provisoire aujourd'hui" in contenu and "Réponses tardives." in contenu
    assert fichier(client, "pdf") != premier


def test_une_annee_sans_bilan_le_dit_et_montre_ce_qui_existe(client, plan, mesure):
    contenu = page(client)
    assert "Le bilan 2025 n'est pas publié" in contenu and "Les données ouvertes" in contenu
    assert "brouillon" not in contenu.lower()
    assert "noindex" in client.get(ADRESSE).content.decode()
    assert "Aucun bilan n'est encore publié" in page(client, "/grenelle/essai/bilan/")


def test_le_brouillon_est_pour_l_equipe(client, plan, mesure):
    brouillons = [f"{ADRESSE}brouillon/", *(f"{ADRESSE}brouillon/bilan.{e}" for e in ("pdf", "ods", "xlsx"))]
    for adresse in brouillons:
        assert client.get(adresse).status_code in (302, 403), adresse
    client.force_login(UtilisateurFactory())
    for adresse in brouillons:
        assert client.get(adresse).status_code == 403, adresse
    client.force_login(UtilisateurFactory(agent=True))
    for adresse in brouillons:
        assert client.get(adresse).status_code == 200, adresse
    assert "Seule l'équipe du portail voit cette page" in page(client, brouillons[0])
    assert "Voir le brouillon" in page(client)
    ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, introduction="Encore en travail.")
    assert "Encore en travail." in page(client, brouillons[0])
    client.logout()
    assert "Encore en travail." not in page(client)
    assert client.get(f"{ADRESSE}version-1/").status_code == 404
    assert client.get(f"{ADRESSE}version-1/bilan.pdf").status_code == 404


@pytest.mark.parametrize(
    "adresse",
    [
        "/grenelle/non/bilan/", "/grenelle/non/bilan/2025/", "/grenelle/essai/bilan/2023/",
        "/grenelle/essai/bilan/2999/", "/grenelle/essai/bilan/0/", f"/grenelle/essai/bilan/{10**30}/",
        "/grenelle/essai/bilan/deux/", f"{ADRESSE}version-1/", f"{ADRESSE}version-{10**30}/", f"{ADRESSE}version-0/",
        f"{ADRESSE}version-1/bilan.exe", f"{ADRESSE}version-1/bilan.pdf",
    ],
)  # fmt: skip
def test_ce_qui_n_existe_pas_est_une_404(client, plan, adresse):
    assert client.get(adresse).status_code == 404


def test_un_fichier_d_un_autre_format_est_une_404(client, plan, mesure):
    publier_le(plan)
    assert client.get(f"{ADRESSE}version-1/bilan.docx").status_code == 404
    assert client.post(ADRESSE).status_code == 405


def test_un_plan_mis_de_cote_ne_montre_plus_ses_bilans(client, plan, mesure):
    publier_le(plan)
    plan.actif = False
    plan.save()
    for adresse in ("/grenelle/essai/bilan/", ADRESSE, f"{ADRESSE}version-1/", f"{ADRESSE}version-1/bilan.pdf"):
        assert client.get(adresse).status_code == 404


def test_deux_versions_se_lisent_et_la_premiere_mene_a_la_derniere(client, plan, mesure):
    publier_le(plan, introduction="Première rédaction.")
    second = ouvrir_brouillon(
        plan=plan, annee=2025, maintenant=MAINTENANT, raison="Rédaction revue.", introduction="Revue."
    )
    publier(bilan=second, par=None, maintenant=MAINTENANT)
    contenu = page(client)
    assert "Revue." in contenu and "version 2 : Rédaction revue." in contenu and "Première rédaction." not in contenu
    ancienne = page(client, f"{ADRESSE}version-1/")
    assert "Première rédaction." in ancienne and "Une version plus récente existe" in ancienne
    assert client.get(f"{ADRESSE}version-1/bilan.ods").status_code == 200


def test_autant_de_requetes_pour_un_bilan_de_deux_mesures_que_de_vingt(client, plan):
    couts = []
    for rang, nombre in enumerate((2, 18)):
        _garnir(plan, nombre)
        if rang:
            ouvert = ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT, raison="Suite.")
            publier(bilan=ouvert, par=None, maintenant=MAINTENANT)
        else:
            publier_le(plan)
        Bilan.objects.filter(version=1).update(version=1)
        adresse = f"{ADRESSE}version-{rang + 1}/"
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1] <= 8


def test_la_liste_coute_autant_a_deux_bilans_qu_a_vingt(client, plan, mesure):
    publie = publier_le(plan)
    couts = []
    for nombre in (2, 20):
        for rang in range(Bilan.objects.count(), nombre):
            publie.pk, publie.annee = None, 2026 + rang
            publie.save(force_insert=True)
        with CaptureQueriesContext(connection) as requetes:
            assert page(client, "/grenelle/essai/bilan/").count("publié le") == nombre
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_le_plan_la_mesure_et_le_plan_du_site_menent_aux_bilans(client, plan, mesure):
    lien = 'href="/grenelle/essai/bilan/"'
    assert lien in client.get("/grenelle/").content.decode()
    assert lien in client.get(mesure.get_absolute_url()).content.decode()
    assert ADRESSE not in client.get("/sitemap.xml").content.decode()
    publie = publier_le(plan)
    assert f"{ADRESSE}</loc>" in client.get("/sitemap.xml").content.decode()
    Bilan.objects.filter(pk=publie.pk).update(demonstration=True)
    assert ADRESSE not in client.get("/sitemap.xml").content.decode()


def test_des_chiffres_inventes_sont_signales(client, plan, mesure):
    from grenelle.models import Releve

    relever(IndicateurFactory(mesure=mesure), {2025: 10})
    Releve.objects.update(demonstration=True)
    assert publier_le(plan).demonstration
    contenu = page(client)
    assert "Des chiffres de démonstration" in contenu and "Chiffres de démonstration" in contenu
    assert "Chiffres de démonstration." in propre(PdfReader(io.BytesIO(fichier(client, "pdf"))).pages[0].extract_text())
    assert "oui : démonstration" in {ligne[1] for ligne in lire_ods(fichier(client, "ods"))["Lisez-moi"]}


def admin_de(bilan, action):
    return reverse(f"admin:grenelle_bilan_{action}", args=[bilan.pk])


def gestes_montres(client, bilan):
    contenu = client.get(admin_de(bilan, "change")).content.decode()
    gestes = ("publier_le_bilan", "mots_par_mesure", "nouvelle_version")
    return {geste for geste in gestes if admin_de(bilan, geste) in contenu}


def test_de_l_ajout_a_la_publication_dans_l_administration(client, plan, mesure):
    ajout = reverse("admin:grenelle_bilan_add")
    client.force_login(UtilisateurFactory(agent=True))
    assert client.get(ajout).status_code == 403  # a role on the plan opens it
    client.force_login(AttributionFactory(plan=plan, role="administrateur").personne)
    vide = {"introduction": "", "conclusion": "", "raison": ""}
    assert "peut avoir un bilan de 2024 à" in page_post(client, ajout, {"plan": plan.pk, "annee": 2020, **vide})
    assert client.post(ajout, {"plan": plan.pk, "annee": 2025, **vide, "introduction": "Début."}).status_code == 302
    bilan = Bilan.objects.get()
    assert (bilan.version, bilan.introduction) == (1, "Début.")
    assert "existe déjà" in page_post(client, ajout, {"plan": plan.pk, "annee": 2025, **vide})
    assert gestes_montres(client, bilan) == {"publier_le_bilan", "mots_par_mesure"}
    assert "Publier le bilan 2025" in page(client, admin_de(bilan, "publier_le_bilan"))
    bilan.refresh_from_db()
    assert bilan.etat == "brouillon"  # opening the page publishes nothing
    assert client.post(admin_de(bilan, "publier_le_bilan")).status_code == 302
    bilan.refresh_from_db()
    assert bilan.etat == "publie" and bilan.publie_par is not None
    assert "déjà publié" in page(client, admin_de(bilan, "publier_le_bilan"))
    assert gestes_montres(client, bilan) == {"nouvelle_version"}
    client.post(admin_de(bilan, "change"), {"introduction": "Réécrite.", "raison": "x"})
    bilan.refresh_from_db()
    assert bilan.introduction == "Début."
    assert client.post(reverse("admin:grenelle_bilan_delete", args=[bilan.pk]), {"post": "yes"}).status_code == 403
    assert "dites pourquoi" in page_post(client, admin_de(bilan, "nouvelle_version"), {"raison": ""})
    assert client.post(admin_de(bilan, "nouvelle_version"), {"raison": "Corrections."}).status_code == 302
    assert list(Bilan.objects.order_by("version").values_list("version", "etat")) == [(1, "publie"), (2, "brouillon")]


def page_post(client, adresse, donnees):
    reponse = client.post(adresse, donnees)
    assert reponse.status_code == 200
    return propre(unescape(reponse.content.decode()))


def test_un_referent_lit_sans_publier(client, plan, mesure):
    bilan = ouvrir_brouillon(plan=plan, annee=2025, maintenant=MAINTENANT)
    client.force_login(UtilisateurFactory(referent=True))
    for action in ("publier_le_bilan", "nouvelle_version"):
        assert client.post(admin_de(bilan, action), {"raison": "x"}).status_code == 403
    bilan.refresh_from_db()
    assert bilan.etat == "brouillon"


def test_les_fichiers_d_un_bilan_publie_sont_prets_avant_qu_on_les_demande(client, plan, mesure, monkeypatch):
    relever(IndicateurFactory(mesure=mesure), {2025: 10})
    publie = publier_le(plan)
    preparer_le_bilan(publie.pk)
    preparer_le_bilan(publie.pk + 1)  # gone: nothing to do
    monkeypatch.setattr("grenelle.services.bilan_documents.composer", None)
    monkeypatch.setattr("grenelle.services.bilan_documents.en_ods", None)
    monkeypatch.setattr("grenelle.services.bilan_documents.en_xlsx", None)
    for extension in ("pdf", "ods", "xlsx"):
        assert len(fichier(client, extension)) > 1000
