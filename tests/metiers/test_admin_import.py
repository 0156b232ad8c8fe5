"""The import of the ROME in the admin: deposit, preview, apply, report."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from metiers.models import Metier
from metiers.services.apercus import abandonner, deposer, jeu_importable
from metiers.services.import_rome import importer_rome
from metiers.tasks import appliquer_import
from territoires.models import Importation
from tests.comptes.fabriques import UtilisateurFactory
from tests.metiers.archive_rome import FICHES, ArchiveEssai

pytestmark = pytest.mark.django_db
DEPOT = "admin:territoires_importation_importer_rome"
Etat = Importation.Etat


def _page(importation):
    return reverse("admin:territoires_importation_change", args=[importation.pk])


def _appliquer(importation):
    return reverse("admin:territoires_importation_appliquer", args=[importation.pk])


@pytest.fixture
def agent():
    return UtilisateurFactory(role=Utilisateur.Role.AGENT, is_staff=True)


@pytest.fixture
def equipe(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def sans_dossier(settings, tmp_path):
    settings.DONNEES_OFFICIELLES = tmp_path / "rien"


@pytest.fixture
def archive(tmp_path):
    return ArchiveEssai().zipper(tmp_path / "RefRomeCsv.zip")


@pytest.fixture
def envoyer(equipe, django_capture_on_commit_callbacks):
    def executer(contenu, nom="RefRomeCsv.zip"):
        with django_capture_on_commit_callbacks(execute=True):
            return equipe.post(reverse(DEPOT), {"origine": "depot", "fichier": SimpleUploadedFile(nom, contenu)})

    return executer


def test_apercu_puis_appliquer(equipe, envoyer, archive, agent, django_capture_on_commit_callbacks):
    reponse = envoyer(archive.read_bytes())

    importation = Importation.objects.get()
    assert reponse.url == _page(importation)
    assert (importation.etat, importation.version, importation.lancee_par) == (Etat.APERCU, "60", agent)
    assert importation.source == "RefRomeCsv.zip"
    assert Metier.objects.count() == 0
    page = equipe.get(_page(importation)).content.decode()
    assert "Appliquer cet import" in page
    assert "Rien n'est encore changé" in page

    with django_capture_on_commit_callbacks(execute=True):
        equipe.post(_appliquer(importation))

    importation.refresh_from_db()
    assert importation.etat == Etat.APPLIQUEE
    assert Metier.objects.publies().count() == len(FICHES)
    page = equipe.get(_page(importation)).content.decode()
    assert "Appliquer cet import" not in page
    assert "Ce qui a été fait" in page


def test_un_apercu_ne_s_applique_qu_une_fois(equipe, envoyer, archive, django_capture_on_commit_callbacks):
    envoyer(archive.read_bytes())
    importation = Importation.objects.get()
    with django_capture_on_commit_callbacks(execute=True) as premiers:
        equipe.post(_appliquer(importation))
    with django_capture_on_commit_callbacks(execute=True) as seconds:
        reponse = equipe.post(_appliquer(importation), follow=True)
    assert (len(premiers), len(seconds)) == (1, 0)
    assert "déjà été appliqué" in reponse.content.decode()


def test_un_fichier_change_depuis_l_apercu_n_est_pas_applique(equipe, envoyer, archive):
    envoyer(archive.read_bytes())
    importation = Importation.objects.get()
    with open(importation.fichier.path, "ab") as flux:
        flux.write(b"x")

    reponse = equipe.post(_appliquer(importation), follow=True)

    assert "Le fichier a changé depuis l&#x27;aperçu" in reponse.content.decode()
    importation.refresh_from_db()
    assert (importation.etat, Metier.objects.count()) == (Etat.APERCU, 0)


def test_un_fichier_disparu_est_dit(equipe, envoyer, archive):
    envoyer(archive.read_bytes())
    importation = Importation.objects.get()
    importation.fichier.storage.delete(importation.fichier.name)
    assert "n&#x27;est plus là" in equipe.post(_appliquer(importation), follow=True).content.decode()


def test_le_dossier_du_serveur(equipe, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DONNEES_OFFICIELLES = tmp_path
    ArchiveEssai().ecrire(tmp_path / "rome")
    with django_capture_on_commit_callbacks(execute=True):
        equipe.post(reverse(DEPOT), {"origine": "serveur"})
    importation = Importation.objects.get()
    assert (importation.etat, importation.source, bool(importation.fichier)) == (
        Etat.APERCU,
        "dossier du serveur",
        False,
    )


@pytest.mark.usefixtures("sans_dossier")
@pytest.mark.parametrize(
    ("donnees", "message"),
    [
        ({"origine": "depot"}, "Choisissez le fichier .zip"),
        ({"origine": "serveur"}, "Sélectionnez un choix valide"),
        ({}, "Ce champ est obligatoire"),
        ({"origine": "depot", "fichier": b"bonjour"}, "une archive .zip lisible"),
        ({"origine": "depot", "fichier": b""}, "vide"),
    ],
)
def test_depot_refuse_avec_un_message(equipe, donnees, message):
    if "fichier" in donnees:
        donnees = donnees | {"fichier": SimpleUploadedFile("a.zip", donnees["fichier"])}
    reponse = equipe.post(reverse(DEPOT), donnees)
    assert reponse.status_code == 400
    assert message in reponse.content.decode()
    assert Importation.objects.count() == 0


def test_depot_trop_gros(equipe, monkeypatch, archive):
    monkeypatch.setattr("metiers.admin.importation.TAILLE_MAX", 1_000)
    reponse = equipe.post(
        reverse(DEPOT), {"origine": "depot", "fichier": SimpleUploadedFile("a.zip", archive.read_bytes())}
    )
    assert "dépasse 30 Mo" in reponse.content.decode()


def test_une_archive_refusee_montre_ses_raisons(equipe, envoyer, tmp_path):
    essai = ArchiveEssai()
    essai.tables["themes"] = []
    envoyer(essai.zipper(tmp_path / "a.zip").read_bytes())

    importation = Importation.objects.get()
    assert importation.etat == Etat.REFUSEE
    page = equipe.get(_page(importation)).content.decode()
    assert "unix_themes_v460_utf8.csv" in page
    assert "Raisons du refus" in page
    assert "Appliquer cet import" not in page


def test_rapport_en_csv(equipe, tmp_path):
    essai = ArchiveEssai()
    essai.ajouter("rubrique_mobilite", "H2913", "H2913", "2")
    importation = importer_rome(chemin=essai.ecrire(tmp_path / "rome"), appliquer=True)
    importation.rapport["avertissements"] = ["=HYPERLINK(1)"]
    importation.save()

    reponse = equipe.get(reverse("admin:territoires_importation_csv", args=[importation.pk]))

    lignes = list(csv.reader(io.StringIO(reponse.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert lignes[0] == ["partie", "table", "fichier", "ligne", "clé", "texte"]
    assert ["compte", "Métiers", "", "", "crees", "10"] in lignes
    assert any(ligne[0] == "refus" and "propre voisin" in ligne[5] for ligne in lignes)
    assert ["attention", "", "", "", "", "'=HYPERLINK(1)"] in lignes
    assert reponse["Content-Disposition"] == f'attachment; filename="rapport-rome-60-{importation.pk}.csv"'


def test_deux_cents_refus_montres_et_tous_comptes(equipe):
    refus = [{"raison": f"raison {n}", "table": "", "fichier": "a.csv", "ligne": n, "cle": ""} for n in range(300)]
    importation = Importation.objects.create(
        jeu="rome", debut=timezone.now(), etat=Etat.REFUSEE, rapport={"refus": refus, "refus_en_tout": 300}
    )
    page = equipe.get(_page(importation)).content.decode()
    assert "raison 199" in page and "raison 200" not in page
    assert "(300)" in page


@pytest.mark.parametrize("role", [None, Utilisateur.Role.REFERENT, Utilisateur.Role.CITOYEN])
def test_sans_le_droit_rien_ne_s_importe(client, role, agent, archive):
    if role:
        client.force_login(UtilisateurFactory(role=role, is_staff=role == Utilisateur.Role.REFERENT))
    fichier = SimpleUploadedFile("a.zip", archive.read_bytes())
    importation = deposer(jeu=jeu_importable("rome"), fichier=fichier, lancee_par=agent)
    for adresse in (reverse(DEPOT), _appliquer(importation)):
        assert client.post(adresse, {"origine": "depot"}).status_code in (302, 403)
    importation.refresh_from_db()
    assert importation.etat == Etat.EN_COURS
    assert Importation.objects.count() == 1


def test_appliquer_demande_un_envoi_et_un_import_qui_existe(equipe):
    importation = Importation.objects.create(jeu="rome", debut=timezone.now(), etat=Etat.APERCU)
    assert equipe.get(_appliquer(importation)).status_code == 405
    assert equipe.post(reverse("admin:territoires_importation_appliquer", args=[99_999])).status_code == 404
    assert equipe.get(reverse("admin:territoires_importation_csv", args=[99_999])).status_code == 404
    assert equipe.get(reverse("admin:territoires_importation_change", args=["abc"])).status_code == 302


def test_une_tache_interrompue_ferme_l_import_avec_une_raison(agent, archive, monkeypatch, caplog):
    def echouer(**_):
        raise RuntimeError("panne")

    importation = deposer(
        jeu=jeu_importable("rome"), fichier=SimpleUploadedFile("a.zip", archive.read_bytes()), lancee_par=agent
    )
    monkeypatch.setattr("metiers.tasks.appliquer_apercu", echouer)
    appliquer_import(importation.pk)
    importation.refresh_from_db()
    assert importation.etat == Etat.REFUSEE
    assert "erreur inattendue" in importation.rapport["refus"][0]["raison"]
    assert "panne" in caplog.text
    appliquer_import(importation.pk)
    appliquer_import(99_999)
    assert abandonner(importation=importation, raison="x").etat == Etat.REFUSEE


def test_la_liste_coute_autant_de_requetes_a_2_et_a_20_lignes(equipe, agent):
    def requetes(nombre):
        for _ in range(nombre):
            Importation.objects.create(jeu="rome", debut=timezone.now(), etat=Etat.APPLIQUEE, lancee_par=agent)
        with CaptureQueriesContext(connection) as capture:
            page = equipe.get(reverse("admin:territoires_importation_changelist"))
        assert "Importer le ROME" in page.content.decode()
        return len(capture)

    assert requetes(2) == requetes(18)
