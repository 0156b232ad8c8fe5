"""Occupations in the admin: actions, search, exports, and what the pages cost."""

import csv
import io

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from metiers.choices import Origine
from metiers.models import GrandDomaine, Metier
from metiers.services.catalogue import version_catalogue
from metiers.services.publication import changer_etat
from tests.comptes.fabriques import UtilisateurFactory
from tests.metiers import fabriques as f
from tests.metiers.pages_admin import LISTE, adresse_de, enregistrer

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    personne = UtilisateurFactory(agent=True)
    client.force_login(personne)
    return personne


# --- actions


def _agir(client, action, metiers, **champs):
    return client.post(LISTE, {"action": action, "_selected_action": [m.pk for m in metiers]} | champs)


def test_une_action_demande_confirmation_puis_agit(client, agent):
    metiers = [f.MetierFactory(brouillon=True, redige=True) for _ in range(3)]
    version = version_catalogue()
    question = _agir(client, "publier", metiers)
    assert question.status_code == 200
    assert "Publier 3 métiers" in question.content.decode()
    assert Metier.objects.filter(etat="publie").count() == 0
    assert _agir(client, "publier", metiers, confirmer="oui").status_code == 302
    assert Metier.objects.filter(etat="publie").count() == 3
    assert version_catalogue() == version + 1
    derniere = metiers[0].history.first()
    assert (derniere.history_user, derniere.history_change_reason) == (agent, "État : publié")


def test_retirer_date_et_se_defait(client, agent):
    metier = f.MetierFactory()
    _agir(client, "retirer", [metier], confirmer="oui")
    metier.refresh_from_db()
    assert metier.etat == "retire"
    assert metier.retire_le is not None
    _agir(client, "remettre_en_brouillon", [metier], confirmer="oui")
    metier.refresh_from_db()
    assert (metier.etat, metier.retire_le) == ("brouillon", None)


def test_publier_refuse_les_codes_en_double_et_les_fiches_vides():
    f.MetierFactory(code_rome="H1111")
    memes = [f.MetierFactory(code_rome=code, retire=True) for code in ("H1111", "H2222", "H2222")]
    vide = f.MetierFactory(brouillon=True, definition_officielle="")
    bilan = changer_etat(cles=[m.pk for m in (*memes, vide)], etat="publie")
    assert len(bilan.changes) == 1
    assert len(bilan.refuses) == 3
    assert Metier.objects.filter(etat="publie", code_rome="H2222").count() == 1


def test_changer_pour_le_meme_etat_ne_touche_a_rien():
    metier, version = f.MetierFactory(), version_catalogue()
    bilan = changer_etat(cles=[metier.pk, 999_999], etat="publie")
    assert (bilan.changes, bilan.inchanges, bilan.refuses) == ([], 1, [])
    assert version_catalogue() == version
    assert metier.history.count() == 1


def test_revenir_a_une_version_de_l_historique(client, agent):
    metier = f.MetierFactory(redige=True)
    premiere = metier.history.first()
    enregistrer(client, metier, accroche="Une autre accroche.")
    adresse = reverse("admin:metiers_metier_simple_history", args=[metier.pk, premiere.history_id])
    page = client.get(adresse)
    assert page.status_code == 200
    form = page.context["adminform"].form
    donnees = {n: form[n].value() for n in form.fields if form[n].value() not in (None, False)}
    assert client.post(adresse, donnees).status_code == 302
    metier.refresh_from_db()
    assert metier.accroche == premiere.accroche


# --- search, filters


def test_la_recherche_pardonne_et_trouve_aussi_les_brouillons(client, agent):
    soudeur = f.MetierFactory(nom="Soudeur / Soudeuse", nom_masculin="Soudeur", nom_feminin="Soudeuse")
    brouillon = f.MetierFactory(nom="Soudeur sous-marin", nom_masculin="Soudeur sous-marin", brouillon=True)
    trouves = client.get(LISTE, {"q": "soudeur"}).context["cl"].result_list
    assert {m.pk for m in trouves} == {soudeur.pk, brouillon.pk}
    assert soudeur in client.get(LISTE, {"q": "soudeusse"}).context["cl"].result_list
    assert not client.get(LISTE, {"q": "astronaute"}).context["cl"].result_list


@pytest.mark.parametrize(
    ("filtres", "attendus"),
    [
        ({"redaction": "portail"}, {"redige"}),
        ({"redaction": "rome"}, {"rome", "retire"}),
        ({"redaction": "aucune"}, {"vide"}),
        ({"origine": "portail"}, {"vide"}),
        ({"manque": "famille"}, {"rome"}),
        ({"manque": "niveau"}, {"rome", "vide", "retire"}),
        ({"etat__exact": "retire"}, {"retire"}),
    ],
)
def test_filtres(client, agent, filtres, attendus):
    f.AccesNiveauFactory(metier=f.MetierFactory(slug="redige", redige=True))
    f.MetierFactory(slug="rome", famille=None)
    f.MetierFactory(slug="vide", brouillon=True, definition_officielle="", code_rome="")
    f.MetierFactory(slug="retire", retire=True)
    assert {m.slug for m in client.get(LISTE, filtres).context["cl"].result_list} == attendus


# --- exports


def _exporter(client, indice, **filtres):
    colonnes = {f"metierressource_{n}": "on" for n in ("slug", "nom", "accroche", "plait", "famille", "niveaux")}
    adresse = reverse("admin:metiers_metier_export")
    return client.post(adresse, {"format": indice, "resource": "", **colonnes}, query_params=filtres)


def test_export_csv_des_lignes_filtrees_sans_formule(client, agent):
    dangereux = f.MetierFactory(redige=True, slug="a", nom='=HYPERLINK("http://x")', accroche="@SUM(A1)")
    f.AccesNiveauFactory(metier=dangereux, niveau=3)
    f.MetierFactory(retire=True, slug="b")
    reponse = _exporter(client, 0, etat__exact="publie")
    assert reponse.headers["Content-Type"] == "text/csv"
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig"))))
    assert len(lignes) == 1
    assert lignes[0]["nom"] == """'=HYPERLINK("http://x")"""
    assert lignes[0]["accroche"] == "'@SUM(A1)"
    assert lignes[0]["ce qui plaît"] == "Voir un ouvrage tenir | Travailler en équipe"
    assert lignes[0]["niveaux d'accès"] == "CAP, BEP"


def test_export_xlsx_de_la_selection(client, agent):
    metiers = [f.MetierFactory(nom="+1+1"), f.MetierFactory()]
    reponse = _agir(client, "exporter_en_xlsx", metiers[:1])
    feuille = load_workbook(io.BytesIO(reponse.content)).active
    entetes, ligne = ([cellule.value for cellule in feuille[rang]] for rang in (1, 2))
    assert dict(zip(entetes, ligne, strict=True))["nom"] == "'+1+1"
    assert feuille.max_row == 2


def test_exporter_coute_toujours_autant(client, agent):
    f.AccesNiveauFactory.create_batch(2)
    _exporter(client, 0)
    with CaptureQueriesContext(connection) as avant:
        _exporter(client, 0)
    f.AccesNiveauFactory.create_batch(18)
    with CaptureQueriesContext(connection) as apres:
        _exporter(client, 0)
    assert len(apres) == len(avant)


# --- cost

LIENS = [
    f.AppellationFactory, f.MetierCompetenceFactory, f.MetierConditionFactory, f.MetierInteretFactory,
    f.MetierSecteurFactory, f.AccesNiveauFactory,
]  # fmt: skip


def _requetes(client, adresse):
    client.get(adresse)
    cache.clear()
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def _garnir(metier, debut, nombre):
    for n in range(debut, debut + nombre):
        for origine in (Origine.PORTAIL, Origine.ROME):
            code = {"code_ogr": ""} if origine == Origine.PORTAIL else {}
            f.AppellationFactory(metier=metier, origine=origine, **code)
            f.MetierCompetenceFactory(metier=metier, origine=origine)
            f.MetierConditionFactory(metier=metier, origine=origine)
            f.MobiliteFactory(source=metier, cible=f.MetierFactory(), origine=origine)
        f.MetierInteretFactory(metier=metier)
        f.MetierSecteurFactory(metier=metier)
        if n < 7:
            f.AccesNiveauFactory(metier=metier, niveau=[0, 3, 4, 5, 6, 7, 8][n])
        metier.themes.add(f.ThemeFactory())
        metier.secteurs_naf.add(f.SecteurNafFactory())


@pytest.mark.parametrize("trait", ["agent", "referent"])
def test_une_fiche_coute_autant_avec_deux_et_vingt_lignes(client, trait):
    client.force_login(UtilisateurFactory(**{trait: True}))
    metier = f.MetierFactory(redige=True)
    _garnir(metier, 0, 2)
    avant = _requetes(client, adresse_de(metier))
    _garnir(metier, 2, 18)
    assert _requetes(client, adresse_de(metier)) == avant
    assert avant <= 30


FABRIQUES = {
    "metier": lambda: f.MetierFactory(),
    "famille": lambda: f.MetierFactory(),
    "domaine": lambda: f.MetierFactory(),
    "granddomaine": lambda: f.GrandDomaineFactory(code=chr(65 + GrandDomaine.objects.count())),
    "centreinteret": lambda: f.MetierInteretFactory(),
    "theme": lambda: f.ThemeFactory(),
    "secteur": lambda: f.SecteurFactory(parent=f.SecteurFactory()),
    "secteurnaf": lambda: f.SecteurNafFactory(),
    "competence": lambda: f.MetierCompetenceFactory(),
    "condition": lambda: f.MetierConditionFactory(),
    "appellation": lambda: f.AppellationFactory(),
    "media": lambda: f.MediaFactory(),
}


@pytest.mark.parametrize("modele", FABRIQUES)
def test_chaque_liste_coute_toujours_autant(client, agent, modele):
    adresse = reverse(f"admin:metiers_{modele}_changelist")
    for _ in range(2):
        FABRIQUES[modele]()
    avant = _requetes(client, adresse)
    for _ in range(18):
        FABRIQUES[modele]()
    assert _requetes(client, adresse) == avant


def test_chaque_modele_a_unepage():
    assert {m._meta.model_name for m in admin.site._registry if m._meta.app_label == "metiers"} >= set(FABRIQUES)
