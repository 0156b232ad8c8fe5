"""The public pages of the plan: the plan at a glance, a measure, the rule."""

from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grenelle.models import Decision, Engagement, Intervenant, LigneBudgetaire, PublicDeMesure
from grenelle.services.releves import Saisie, enregistrer_lot
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import (
    MAINTENANT,
    AxeFactory,
    CibleFactory,
    ComiteFactory,
    DocumentFactory,
    IndicateurFactory,
    JalonFactory,
    MesureFactory,
    PlanFactory,
)

pytestmark = pytest.mark.django_db
REQUETES_AU_PLUS = 12


@pytest.fixture
def plan():
    return PlanFactory(slug="essai", titre="Plan de l'essai", ordre=1)


@pytest.fixture
def mesure(plan):
    return MesureFactory(axe=AxeFactory(plan=plan, code="I"), numero="7", titre="Créer une bourse")


def texte(reponse):
    return " ".join(unescape(reponse.content.decode()).replace("\xa0", " ").split())


def relever(indicateur, *valeurs, territoire="", echelle="region", demonstration=False):
    """One reading a year, the last one for 2025."""
    saisies = [
        Saisie(
            date(2026 - rang, 1, 1),
            date(2026 - rang, 12, 31),
            None if valeur is None else Decimal(valeur),
            "Source d'essai",
            territoire=territoire,
            echelle=echelle,
        )
        for rang, valeur in zip(range(len(valeurs), 0, -1), valeurs, strict=True)
    ]
    enregistrer_lot(indicateur=indicateur, saisies=saisies, maintenant=MAINTENANT, demonstration=demonstration)


def remplir(plan, nombre):
    """Measures with everything a page shows."""
    document = DocumentFactory(plan=plan)
    comite = ComiteFactory(plan=plan)
    for _ in range(nombre):
        axe = AxeFactory(plan=plan)
        mesure = MesureFactory(axe=axe)
        garnir(mesure, document, comite, 2)
    return mesure


def garnir(mesure, document, comite, nombre):
    PublicDeMesure.objects.create(mesure=mesure, public="lyceens")
    for rang in range(nombre):
        Intervenant.objects.create(mesure=mesure, role="partenaire", nom=f"Partenaire {rang}")
        LigneBudgetaire.objects.create(mesure=mesure, libelle=f"Ligne {rang}", document=document)
        JalonFactory(mesure=mesure, document=document, etat="fait", fait_le=date(2026, 1, 2))
        indicateur = IndicateurFactory(mesure=mesure, echelle="departement", document=document)
        CibleFactory(indicateur=indicateur, document=document)
        CibleFactory(indicateur=indicateur, document=document, echelle="departement", territoire="44")
        relever(indicateur, 3, 5, 9)
        relever(indicateur, 3, 5, territoire="44", echelle="departement")
        Engagement.objects.create(
            plan=mesure.axe.plan,
            mesure=mesure,
            code=f"e-{mesure.pk}-{rang}",
            partenaire="Partenaire",
            libelle="Tenir",
            document=document,
        )
        decision = Decision.objects.create(comite=comite, le=date(2026, 2, 3), objet="Avis", texte="Favorable.")
        decision.mesures.add(mesure)


def requetes(client, adresse):
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as vues:
        assert client.get(adresse).status_code == 200
    return len(vues)


def test_autant_de_requetes_pour_deux_mesures_que_pour_vingt(client, plan):
    remplir(plan, 2)
    deux = requetes(client, "/grenelle/essai/")
    remplir(plan, 18)
    assert requetes(client, "/grenelle/essai/") == deux <= REQUETES_AU_PLUS


def test_autant_de_requetes_pour_une_mesure_chargee(client, plan, mesure):
    document, comite = DocumentFactory(plan=plan), ComiteFactory(plan=plan)
    garnir(mesure, document, comite, 2)
    deux = requetes(client, mesure.get_absolute_url())
    autre = MesureFactory(axe=mesure.axe, numero="8")
    garnir(autre, document, comite, 20)
    assert requetes(client, autre.get_absolute_url()) == deux <= REQUETES_AU_PLUS


@pytest.mark.parametrize("adresse", ["/grenelle/", "/grenelle/?axe=I"])
def test_ce_qui_est_lu_d_un_plan_est_garde_une_minute(client, plan, mesure, adresse):
    client.get(adresse)
    mesure.titre = "Titre nouveau"
    mesure.save()
    with CaptureQueriesContext(connection) as vues:
        assert "Titre nouveau" not in texte(client.get(adresse))
    assert len(vues) <= 3
    cache.clear()  # a minute later
    assert "Titre nouveau" in texte(client.get(adresse))


def test_la_page_gardee_n_est_que_pour_qui_n_a_aucun_cookie(client, plan, mesure):
    client.get("/grenelle/")
    with CaptureQueriesContext(connection) as vues:
        anonyme = client.get("/grenelle/")
    assert len(vues) == 0 and "Connexion" in texte(anonyme) and "Cookie" in anonyme["Vary"]
    client.force_login(UtilisateurFactory())
    assert "Mon espace" in texte(client.get("/grenelle/"))
    client.logout()
    client.cookies.clear()
    assert "Mon espace" not in texte(client.get("/grenelle/"))
    assert client.get("/grenelle/non/").status_code == client.get("/grenelle/non/").status_code == 404


def test_une_mesure_dont_rien_n_est_dit_est_a_renseigner(client, mesure):
    contenu = texte(client.get("/grenelle/"))
    assert "Créer une bourse" in contenu
    assert "Rien n'est encore renseigné" in contenu
    assert "badge-neutre" in client.get("/grenelle/").content.decode()
    assert "badge-vigne" not in contenu and "badge-brique" not in contenu


def test_l_accueil_montre_le_premier_plan_et_mene_aux_autres(client, plan, mesure):
    autre = PlanFactory(slug="autre", ordre=2, nom_court="Autre plan")
    PlanFactory(slug="cache", ordre=3, nom_court="Plan caché", actif=False)
    contenu = texte(client.get("/grenelle/"))
    assert "Plan de l'essai" in contenu and "Autre plan" in contenu and "Plan caché" not in contenu
    reponse = client.get("/grenelle/?plan=autre")
    assert (reponse.status_code, reponse["Location"]) == (302, autre.get_absolute_url())
    assert client.get("/grenelle/cache/").status_code == 404


def test_les_deux_adresses_du_premier_plan_n_en_font_qu_une(client, plan, settings):
    settings.SITE_URL = "https://portail.example"
    for adresse in ("/grenelle/", "/grenelle/essai/"):
        assert '<link rel="canonical" href="https://portail.example/grenelle/">' in client.get(adresse).content.decode()


def test_sans_aucun_plan_la_page_le_dit(client):
    assert "Aucun plan n'est encore chargé" in texte(client.get("/grenelle/"))


@pytest.mark.parametrize(
    ("requete", "gardees"),
    [
        ("axe=I", {"Créer une bourse"}),
        ("public=lyceens", {"Pour les lycées", "Pour tout le monde"}),
        ("public=parents", {"Pour tout le monde"}),
        ("etat=en_bonne_voie", {"Pour les lycées"}),
        ("axe=II&etat=a_renseigner", {"Pour tout le monde"}),
        ("axe=I&etat=close", set()),
    ],
)
def test_les_filtres(client, plan, mesure, requete, gardees):
    axe = AxeFactory(plan=plan, code="II")
    lycees = MesureFactory(axe=axe, titre="Pour les lycées", etat="en_bonne_voie")
    tous = MesureFactory(axe=axe, titre="Pour tout le monde")
    PublicDeMesure.objects.create(mesure=lycees, public="lyceens")
    PublicDeMesure.objects.create(mesure=tous, public="tous")
    contenu = texte(client.get(f"/grenelle/?{requete}"))
    titres = {"Créer une bourse", "Pour les lycées", "Pour tout le monde"}
    assert {titre for titre in titres if titre in contenu} == gardees
    assert f"{len(gardees)} mesure" in contenu


@pytest.mark.parametrize("requete", ["axe=zz", "public=chats", "etat=vert", "plan=inconnu", "axe=" + "x" * 5000])
def test_un_choix_inconnu_est_dit_et_ecarte(client, mesure, requete):
    contenu = texte(client.get(f"/grenelle/?{requete}"))
    assert "n'a pas été comprise" in contenu and "Créer une bourse" in contenu


@pytest.mark.parametrize("adresse", ["/grenelle/?axe=%00", "/grenelle/essai/mesures/%00/"])
def test_le_caractere_nul_est_refuse(client, mesure, adresse):
    assert client.get(adresse).status_code == 400


@pytest.mark.parametrize("adresse", ["/grenelle/non/", "/grenelle/essai/mesures/99/", "/grenelle/non/mesures/7/"])
def test_ce_qui_n_existe_pas_est_une_404(client, mesure, adresse):
    assert client.get(adresse).status_code == 404


@pytest.mark.parametrize("adresse", ["/grenelle/", "/grenelle/essai/", "/grenelle/essai/mesures/7/"])
def test_les_pages_se_lisent_seulement(client, mesure, adresse):
    assert client.post(adresse).status_code == 405


def test_l_etat_decide_montre_sa_raison_et_ce_que_dit_la_regle(client, mesure):
    mesure.etat_decide, mesure.etat_decide_raison = "vigilance", "Le prestataire a changé."
    mesure.etat_decide_le = datetime(2026, 11, 2, 9, tzinfo=UTC)
    mesure.save()
    contenu = texte(client.get(mesure.get_absolute_url()))
    assert "Décidé par la Région le 2 novembre 2026" in contenu
    assert "Le prestataire a changé." in contenu
    assert "La règle, elle, dit « À renseigner »" in contenu
    assert "état décidé : à surveiller" in texte(client.get("/grenelle/"))


def test_les_jalons_disent_leur_date_comme_le_document(client, mesure):
    JalonFactory(mesure=mesure, libelle="Livrer deux bus", prevu_le=date(2019, 12, 20), prevu_texte="automne 2019")
    JalonFactory(mesure=mesure, libelle="Livrer cinq bus", etat="en_cours", prevu_le=date(2020, 3, 31))
    contenu = texte(client.get(mesure.get_absolute_url()))
    assert "Prévu : automne 2019" in contenu
    assert contenu.index("Livrer deux bus") < contenu.index("Livrer cinq bus")
    assert contenu.count("En retard") == 1  # nobody told about the first one: it is unknown, not late


def test_un_indicateur_montre_son_dessin_sa_table_sa_cible_et_sa_source(client, mesure):
    document = DocumentFactory(plan=mesure.axe.plan, titre="Rapport d'essai")
    indicateur = IndicateurFactory(mesure=mesure, libelle="Entreprises engagées", echelle="departement")
    CibleFactory(indicateur=indicateur, valeur=1500, precision="plus", document=document, endroit="page 3")
    relever(indicateur, 10, None, 1234)
    relever(indicateur, 7, territoire="44", echelle="departement")
    reponse = client.get(mesure.get_absolute_url())
    contenu = texte(reponse)
    assert 'class="courbe"' in contenu and "De 10 (2023) à 1 234 (2025)." in contenu
    assert "2024</th><td>non publié" in contenu
    assert "Cible : plus de <strong>1 500</strong> au 31 décembre 2027" in contenu and "(page 3)" in contenu
    assert "Source d'essai" in contenu and "Rapport d'essai" in contenu
    assert "en progrès" in contenu
    assert "Par territoire" in contenu


def test_un_seul_releve_ne_fait_ni_dessin_ni_tendance(client, mesure):
    relever(IndicateurFactory(mesure=mesure), 10)
    contenu = texte(client.get(mesure.get_absolute_url()))
    assert 'class="courbe"' not in contenu and "en progrès" not in contenu and "stable" not in contenu


def test_un_releve_invente_est_signale(client, mesure):
    relever(IndicateurFactory(mesure=mesure), 10, demonstration=True)
    assert "Des chiffres de démonstration" in texte(client.get("/grenelle/"))
    assert "Chiffres de démonstration" in texte(client.get(mesure.get_absolute_url()))


def test_une_mesure_mene_aux_pages_du_portail_qui_existent(client, mesure):
    mesure.pages = ["stages:recherche", "page:absente", "admin:index", 3]
    mesure.save()
    contenu = client.get(mesure.get_absolute_url()).content.decode()
    assert 'href="/stages/"' in contenu and "Trouver un stage" in contenu
    assert 'href="/admin/"' not in contenu


def test_la_regle_publiee_est_celle_du_code(client):
    from grenelle.services.etats import REGLE

    contenu = texte(client.get("/grenelle/regle-des-etats/"))
    rangs = [contenu.index(phrase) for _, phrase in REGLE]
    assert rangs == sorted(rangs)
    assert "plus de 90 jours" in contenu


def test_le_plan_du_site_donne_le_plan_et_ses_mesures(client, mesure):
    PlanFactory(slug="cache", actif=False)
    xml = client.get("/sitemap.xml").content.decode()
    assert "/grenelle/</loc>" in xml and "/grenelle/essai/mesures/7/</loc>" in xml
    assert "/grenelle/cache/" not in xml
    assert 'href="/grenelle/"' in client.get("/plan-du-site/").content.decode()
