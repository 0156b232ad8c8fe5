"""The labour market in the admin: lists, filters, exports, an occupation's potential, the import by steps."""

import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Utilisateur
from metiers.models import FamilleProfessionnelle, Passage, Statistique
from metiers.services.catalogue import signaler_changement
from metiers.services.import_emploi import importer_emploi
from territoires.models import Importation
from tests.comptes.fabriques import UtilisateurFactory
from tests.metiers.fabriques import MetierFactory
from tests.metiers.fichiers_emploi import FICHIERS, ecrire, territoires_minimaux
from tests.metiers.pages_admin import adresse_de

pytestmark = pytest.mark.django_db
LISTES = ["familleprofessionnelle", "passage", "statistique"]


@pytest.fixture
def equipe(client):
    client.force_login(UtilisateurFactory(role=Utilisateur.Role.AGENT, is_staff=True))
    return client


@pytest.fixture
def marche(tmp_path):
    territoires_minimaux()
    importer_emploi(chemin=ecrire(tmp_path / "emploi"), appliquer=True)


def liste(nom):
    return reverse(f"admin:metiers_{nom}_changelist")


def test_un_chiffre_cache_se_lit_non_diffuse(equipe, marche):
    page = equipe.get(liste("statistique"), {"secret__exact": 1}).content.decode()
    assert "non diffusé" in page
    assert "Projets de recrutement" in page


@pytest.mark.parametrize(
    ("nom", "filtres"),
    [
        ("statistique", {"indicateur__exact": "tension"}), ("statistique", {"grain__exact": "region", "q": "soudeurs"}),
        ("statistique", {"q": "H2913"}), ("statistique", {"grain__exact": "lune"}), ("statistique", {"p": "abc"}),
        ("passage", {"nature__exact": "publie", "q": "H2913"}), ("familleprofessionnelle", {"q": "\x00"}),
        ("familleprofessionnelle", {"nomenclature__exact": "2021"}),
    ],
)  # fmt: skip
def test_les_filtres_repondent_toujours(equipe, marche, nom, filtres):
    assert equipe.get(liste(nom), filtres).status_code in (200, 302, 400)


@pytest.mark.parametrize("nom", LISTES)
def test_rien_ne_s_ecrit_a_la_main(equipe, marche, nom):
    modele = {"familleprofessionnelle": FamilleProfessionnelle, "passage": Passage, "statistique": Statistique}[nom]
    objet = modele.objects.first()
    assert equipe.get(reverse(f"admin:metiers_{nom}_change", args=[objet.pk])).status_code == 200
    assert equipe.post(reverse(f"admin:metiers_{nom}_change", args=[objet.pk]), {}).status_code == 403
    assert equipe.get(reverse(f"admin:metiers_{nom}_add")).status_code == 403
    assert equipe.get(reverse(f"admin:metiers_{nom}_delete", args=[objet.pk])).status_code == 403


@pytest.mark.parametrize("nom", LISTES)
def test_export_de_la_selection(equipe, marche, nom):
    modele = {"familleprofessionnelle": FamilleProfessionnelle, "passage": Passage, "statistique": Statistique}[nom]
    cles = list(modele.objects.values_list("pk", flat=True)[:3])
    reponse = equipe.post(liste(nom), {"action": "exporter_en_csv", "_selected_action": cles})
    assert reponse.status_code == 200
    assert len(reponse.content.decode("utf-8-sig").strip().splitlines()) == 4


@pytest.mark.parametrize("nom", LISTES)
def test_les_listes_coutent_autant_a_2_et_a_20_lignes(equipe, marche, nom):
    def requetes(nombre):
        modele = {"familleprofessionnelle": FamilleProfessionnelle, "passage": Passage, "statistique": Statistique}[nom]
        garder = list(modele.objects.values_list("pk", flat=True)[:nombre])
        modele.objects.exclude(pk__in=garder).delete()
        with CaptureQueriesContext(connection) as capture:
            assert equipe.get(liste(nom)).status_code == 200
        return len(capture)

    equipe.get(liste(nom))
    beaucoup = requetes(20)
    assert requetes(2) == beaucoup


def test_la_fiche_d_un_metier_montre_familles_et_potentiel(equipe, marche):
    Passage.objects.create(
        de="fap2009", code_de="D2Z42", vers="fap2021", code_vers="D1X33", nature="portail", source="x"
    )
    soudeur = MetierFactory(code_rome="H2913")
    signaler_changement()
    page = equipe.get(adresse_de(soudeur)).content.decode()
    assert "D1X33 – Soudeurs" in page and "D2Z42 – Soudeurs" in page
    assert "Saint-Nazaire" in page and "sur 5" in page
    assert "Projets jugés difficiles" in page

    muet = MetierFactory(code_rome="")
    signaler_changement()
    assert "aucun passage ne part de son code ROME" in equipe.get(adresse_de(muet)).content.decode()


def test_l_import_par_etapes_depuis_un_depot(equipe, tmp_path, django_capture_on_commit_callbacks):
    territoires_minimaux()
    archive = tmp_path / "emploi.zip"
    with zipfile.ZipFile(archive, "w") as sortie:
        for nom, texte in FICHIERS.items():
            sortie.writestr(f"dossier/{nom}", texte)
    depot = reverse("admin:territoires_importation_importer_emploi")
    assert "Besoins en main-d&#x27;œuvre" in equipe.get(depot).content.decode()
    fichier = SimpleUploadedFile("emploi.zip", archive.read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        reponse = equipe.post(depot, {"origine": "depot", "fichier": fichier})

    importation = Importation.objects.get(jeu="emploi")
    assert importation.etat == Importation.Etat.APERCU, importation.rapport["refus"]
    assert not Statistique.objects.exists()
    assert "Appliquer cet import" in equipe.get(reponse.url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        equipe.post(reverse("admin:territoires_importation_appliquer", args=[importation.pk]))
    importation.refresh_from_db()
    assert importation.etat == Importation.Etat.APPLIQUEE
    assert Statistique.objects.filter(secret=True).exists()
    assert "Emploi" in equipe.get(reverse("admin:territoires_importation_changelist")).content.decode()


def test_le_dossier_du_serveur_s_il_est_la(equipe, settings, tmp_path, django_capture_on_commit_callbacks):
    territoires_minimaux()
    settings.DONNEES_OFFICIELLES = tmp_path
    depot = reverse("admin:territoires_importation_importer_emploi")
    assert equipe.post(depot, {"origine": "serveur"}).status_code == 400
    ecrire(tmp_path / "emploi")
    with django_capture_on_commit_callbacks(execute=True):
        equipe.post(depot, {"origine": "serveur"})
    assert Importation.objects.get(jeu="emploi").etat == Importation.Etat.APERCU
