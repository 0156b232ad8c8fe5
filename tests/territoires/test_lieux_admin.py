"""Guidance places in the admin: entered by hand, exported, checked, and their CSV template."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comptes.models import Utilisateur
from territoires.importeurs.lieux_csv import EXPLICATIONS
from territoires.models import Importation, LieuOrientation
from territoires.services.lieux import importer_lieux
from tests.territoires.fabriques import CommuneFactory, LieuFactory, PublicFactory, ReseauFactory

pytestmark = pytest.mark.django_db
LISTE = "/admin/territoires/lieuorientation/"


@pytest.fixture
def agent(client, django_user_model):
    personne = django_user_model.objects.create_user(
        email="agent@essai.example", password="x", role=Utilisateur.Role.AGENT, is_staff=True
    )
    client.force_login(personne)
    return client


def saisie(**valeurs):
    return {
        "nom": "CIO d'essai", "slug": "cio-d-essai", "actif": "on", "position": "commune", "accessible": "inconnue",
        "cep": "inconnue", "sur_rendez_vous": "inconnue", "a_distance": "inconnue",
    } | valeurs  # fmt: skip


def test_saisir_un_lieu_sans_coordonnees_ni_public(agent):
    reseau, commune = ReseauFactory(publics=[PublicFactory()]), CommuneFactory()
    reponse = agent.post(f"{LISTE}add/", saisie(reseau=reseau.pk, commune=commune.pk))
    assert reponse.status_code == 302, reponse.context["errors"]
    lieu = LieuOrientation.objects.get()
    assert (lieu.latitude, lieu.position) == (47.0, "commune")
    assert [p.code for p in lieu.publics.all()] == ["lyceen"]
    assert lieu.history.first().history_user.email == "agent@essai.example"


@pytest.mark.parametrize("faute", [{"label": "Label"}, {"latitude": "47"}, {"uai": "123"}, {"commune": "abc"}])
def test_une_saisie_fautive_est_expliquee(agent, faute):
    reseau, commune = ReseauFactory(), CommuneFactory()
    reponse = agent.post(f"{LISTE}add/", saisie(**{"reseau": reseau.pk, "commune": commune.pk} | faute))
    assert reponse.status_code == 200
    assert reponse.context["errors"]
    assert not LieuOrientation.objects.exists()


def test_la_liste_compte_ses_requetes(agent, django_assert_max_num_queries):
    comptes = []
    for nombre in (2, 18):
        LieuFactory.create_batch(nombre)
        with django_assert_max_num_queries(25) as requetes:
            assert agent.get(LISTE).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_ce_qui_est_exporte_se_reimporte_sans_rien_changer(agent):
    lyceen, parent = PublicFactory(), PublicFactory(code="parent")
    LieuFactory(
        nom="=SOMME(A1)",
        commune=CommuneFactory(code_insee="85109", latitude=47.218371, longitude=-1.553621),
        publics=[lyceen, parent],
        cep="oui",
        telephone="+33 2",
    )
    cles = list(LieuOrientation.objects.values_list("pk", flat=True))
    reponse = agent.post(LISTE, {"action": "exporter_en_csv", "_selected_action": cles})
    contenu = reponse.content
    lignes = list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"))))
    assert "'=SOMME(A1)" in lignes[1]
    journal = importer_lieux(contenu=contenu, nom="export.csv", appliquer=True)
    assert (journal.refuses, journal.crees) == (0, 0), journal.texte
    assert (journal.inchanges, journal.modifies) == (1, 0)


def test_le_modele_csv(agent):
    reponse = agent.get(reverse("admin:territoires_lieuorientation_modele_csv"))
    assert reponse.status_code == 200
    assert reponse.content.decode("utf-8-sig").startswith("slug;nom;reseau;publics;commune")


def test_verifie_aujourd_hui(agent):
    lieu = LieuFactory()
    agent.post(LISTE, {"action": "verifier_aujourd_hui", "_selected_action": [lieu.pk]})
    lieu.refresh_from_db()
    assert lieu.verifie_le is not None


@pytest.mark.parametrize("modele", ["reseauorientation", "publicoriente", "aiguillage"])
def test_les_autres_listes(agent, modele):
    LieuFactory()
    assert agent.get(f"/admin/territoires/{modele}/").status_code == 200


def test_le_lien_vers_un_plan(agent):
    lieu = LieuFactory(position="adresse", latitude=47.123456)
    assert "openstreetmap.org/?mlat=47.123456" in agent.get(f"{LISTE}{lieu.pk}/change/").content.decode()


# --- The CSV import, with its preview


DEPOT = "admin:territoires_importation_importer_lieux"
LIGNE = "cio;CIO;cio;;85109" + ";" * 20
CONTENU = (";".join(EXPLICATIONS) + f"\n{LIGNE}\n").encode()


@pytest.fixture
def envoyer(agent, django_capture_on_commit_callbacks):
    def executer(contenu, nom="lieux.csv"):
        with django_capture_on_commit_callbacks(execute=True):
            return agent.post(reverse(DEPOT), {"origine": "depot", "fichier": SimpleUploadedFile(nom, contenu)})

    return executer


def test_deposer_voir_l_apercu_puis_appliquer(agent, envoyer, django_capture_on_commit_callbacks):
    ReseauFactory()
    CommuneFactory(code_insee="85109")
    page = envoyer(CONTENU).url
    apercu = Importation.objects.get()
    assert (apercu.etat, apercu.crees, apercu.source) == (Importation.Etat.APERCU, 1, "lieux.csv")
    assert not LieuOrientation.objects.exists()
    assert "Appliquer cet import" in agent.get(page).content.decode()
    adresse = reverse("admin:territoires_importation_appliquer", args=[apercu.pk])
    with django_capture_on_commit_callbacks(execute=True):
        agent.post(adresse)
    apercu.refresh_from_db()
    assert apercu.etat == Importation.Etat.APPLIQUEE
    assert LieuOrientation.objects.get().slug == "cio"
    with django_capture_on_commit_callbacks(execute=True):
        agent.post(adresse)
    assert Importation.objects.count() == 1


def test_un_csv_qui_n_en_est_pas_un(agent, envoyer):
    assert envoyer(CONTENU, nom="lieux.xlsx").status_code == 400
    envoyer(b"n'importe quoi\n")
    assert Importation.objects.get().etat == Importation.Etat.REFUSEE
    assert not LieuOrientation.objects.exists()


def test_la_page_de_depot_dit_quoi_deposer(agent):
    page = agent.get(reverse(DEPOT)).content.decode()
    assert "Fichier .csv" in page
    assert "un lieu par ligne" in page
