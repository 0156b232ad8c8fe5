"""Readings by file: preview, apply, broken spreadsheets, formulas neutralised, a round trip that changes nothing."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from grenelle.models import PropositionDeReleve, Releve
from grenelle.services.releves import Saisie, enregistrer_releve
from grenelle.services.saisie_fichier import COLONNES
from metiers.services.journal import rapport_de
from territoires.models import Importation
from tests.comptes.fabriques import UtilisateurFactory
from tests.grenelle.fabriques import MAINTENANT, AttributionFactory, IndicateurFactory, MesureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _taches_tout_de_suite(monkeypatch):
    """What a view leaves for after its transaction is done at once."""
    monkeypatch.setattr("grenelle.admin.echanges.transaction.on_commit", lambda tache: tache())


@pytest.fixture
def indicateur():
    return IndicateurFactory(mesure=MesureFactory(axe__plan__slug="essai"), code="bus")


@pytest.fixture
def editeur(client, indicateur):
    personne = AttributionFactory(plan=indicateur.plan).personne
    client.force_login(personne)
    return personne


def ligne(valeur="3", annee=2025, **champs):
    defaut = {
        "plan": "essai",
        "indicateur": "bus",
        "debut": f"{annee}-01-01",
        "fin": f"{annee}-12-31",
        "echelle": "region",
        "territoire": "",
        "valeur": valeur,
        "unite": "nombre",
        "statut": "definitif",
        "source": "Essai",
        "raison": "",
    }
    return defaut | champs


def en_csv(*lignes):
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, COLONNES, delimiter=";")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue().encode()


def en_xlsx(*lignes, fusion=""):
    classeur = Workbook()
    feuille = classeur.active
    feuille.append(COLONNES)
    for cellules in lignes:
        feuille.append([cellules[colonne] for colonne in COLONNES])
    if fusion:
        feuille.merge_cells(fusion)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def deposer(client, contenu, nom="releves.csv"):
    reponse = client.post(reverse("admin:grenelle_releve_fichiers"), {"fichier": SimpleUploadedFile(nom, contenu)})
    assert reponse.status_code == 302, reponse.content.decode()[:3000]
    return Importation.objects.latest("pk"), reponse["Location"]


def refus(importation):
    return {r.ligne: r.raison for r in rapport_de(importation).refus}


@pytest.mark.parametrize("ecrire", [en_csv, en_xlsx])
def test_l_apercu_ne_change_rien_puis_s_applique_une_fois(client, editeur, ecrire):
    nom = "r.csv" if ecrire is en_csv else "r.xlsx"
    importation, adresse = deposer(client, ecrire(ligne("1 234"), ligne("non publié", 2024)), nom)
    assert (importation.etat, importation.crees, Releve.objects.count()) == ("apercu", 2, 0)
    assert "Appliquer cet import" in client.get(adresse).content.decode()
    client.post(adresse)
    assert sorted(Releve.objects.values_list("valeur", flat=True), key=str) == [Decimal(1234), None]
    assert set(Releve.objects.values_list("saisi_par", flat=True)) == {editeur.pk}
    client.post(adresse)
    importation.refresh_from_db()
    assert (importation.etat, Releve.objects.count()) == ("appliquee", 2)
    encore, _ = deposer(client, ecrire(ligne("1234"), ligne("np", 2024)), nom)
    assert (encore.crees, encore.modifies, encore.inchanges) == (0, 0, 2)


def test_chaque_ligne_refusee_a_son_numero_et_sa_raison(client, editeur, indicateur):
    IndicateurFactory(mesure=indicateur.mesure, code="part", unite="pourcentage")
    lignes = [
        ligne("3"),
        ligne("beaucoup"),
        ligne("1.234", 2024),
        ligne("3", 2023, unite="%"),
        ligne("120", 2022, indicateur="part", unite="%"),
        ligne("3", 2021, indicateur="inconnu"),
        ligne("3", 2020, debut="le premier janvier"),
        ligne("3", 2019, fin="2019-06-30"),
        ligne("", 2018),
        ligne("3", 2017, echelle="departement", territoire="zz"),
        ligne("3", 2016, plan=""),
        ligne("3", 2015, source=""),
        ligne("3", 2014, statut="peut-être"),
        ligne("9"),
    ]
    importation, adresse = deposer(client, en_csv(*lignes))
    raisons = refus(importation)
    assert set(raisons) == {3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15}
    attendus = {
        3: "pas un nombre",
        4: "1 234 ou 1,234",
        5: "Unité « % »",
        6: "entre 0 et 100",
        7: "Aucun plan actif",
        8: "deux jours",
        9: "doit durer",
        11: "n'est pas suivi",
        12: "case vide ou fusionnée",
        13: "source",
        14: "provisoire ou définitif",
        15: "deux fois",
    }
    for numero, morceau in attendus.items():
        assert morceau in raisons[numero], (numero, raisons[numero])
    assert "1 ligne(s) sans valeur" in rapport_de(importation).avertissements[0]
    client.post(adresse)
    assert list(Releve.objects.values_list("valeur", flat=True)) == [3]


def test_une_formule_et_une_fusion_sont_refusees_avec_leur_ligne(client, editeur):
    lignes = [ligne("=1+1"), ligne("3", 2024), ligne("4", 2023), ligne(5, 2022)]
    importation, _ = deposer(client, en_xlsx(*lignes, fusion="B3:B4"), "r.xlsx")
    raisons = refus(importation)
    assert "formule" in raisons[2] and "fusionnée" in raisons[4]
    assert importation.crees == 2


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("r.csv", b"plan;indicateur\nessai;bus\n"),
        ("r.csv", b"\x00\x01\x02"),
        ("r.csv", b""),
        ("r.csv", b'"plan;indicateur'),
        ("r.xlsx", b"PK\x03\x04" + b"n'importe quoi" * 20),
        ("r.csv", en_csv(ligne()).replace(b"raison", b"source")),
    ],
)
def test_un_fichier_casse_est_refuse_en_entier(client, editeur, nom, contenu):
    reponse = client.post(reverse("admin:grenelle_releve_fichiers"), {"fichier": SimpleUploadedFile(nom, contenu)})
    if contenu:
        importation = Importation.objects.get()
        assert importation.etat == "refusee"
        assert "Rien n'a été changé" in client.get(reponse["Location"]).content.decode()
    else:
        assert reponse.status_code == 422
    assert not Releve.objects.exists()


def test_une_revision_demande_sa_raison(client, editeur, indicateur):
    saisie = Saisie(date(2025, 1, 1), date(2025, 12, 31), Decimal(3), "Essai", "definitif")
    enregistrer_releve(indicateur=indicateur, saisie=saisie, maintenant=MAINTENANT)
    importation, _ = deposer(client, en_csv(ligne("4")))
    assert "dites pourquoi" in refus(importation)[2]
    importation, adresse = deposer(client, en_csv(ligne("4", raison="Corrigé à la source.")))
    assert importation.modifies == 1
    client.post(adresse)
    assert Releve.objects.get(en_vigueur=True).raison == "Corrigé à la source."


def test_les_droits_de_qui_depose_valent_ligne_par_ligne(client, editeur, indicateur):
    IndicateurFactory(code="ailleurs")
    autre = IndicateurFactory(code="autre", mesure=MesureFactory(axe__plan__slug="autre-plan"))
    importation, adresse = deposer(client, en_csv(ligne("3"), ligne("3", indicateur="autre", plan="autre-plan")))
    assert "Votre rôle" in refus(importation)[3]
    client.force_login(AttributionFactory(plan=indicateur.plan).personne)
    assert client.get(adresse).status_code == 404
    client.force_login(AttributionFactory(plan=indicateur.plan, role="lecteur").personne)
    fichier = {"fichier": SimpleUploadedFile("r.csv", en_csv(ligne()))}
    assert client.post(reverse("admin:grenelle_releve_fichiers"), fichier).status_code == 403
    client.force_login(UtilisateurFactory(administration=True))
    assert client.post(adresse).status_code == 403
    assert client.post(reverse("admin:territoires_importation_appliquer", args=[importation.pk])).status_code == 403
    client.force_login(UtilisateurFactory(agent=True))
    assert client.get(reverse("admin:grenelle_releve_fichiers")).status_code == 403
    assert not autre.releves.exists()


def test_a_quatre_yeux_le_fichier_propose(client, editeur, indicateur):
    indicateur.quatre_yeux = True
    indicateur.save()
    _, adresse = deposer(client, en_csv(ligne()))
    assert not PropositionDeReleve.objects.exists()
    client.post(adresse)
    assert (Releve.objects.count(), PropositionDeReleve.objects.get().valeur) == (0, 3)
    assert "Relevés à valider" in client.get(adresse).content.decode()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_l_export_neutralise_les_formules_et_se_reimporte_tel_quel(client, editeur, indicateur, format):
    for annee, valeur in ((2024, Decimal("3")), (2025, None)):
        saisie = Saisie(date(annee, 1, 1), date(annee, 12, 31), valeur, "=HYPERLINK(1)", "definitif")
        enregistrer_releve(indicateur=indicateur, saisie=saisie, maintenant=MAINTENANT)
    reponse = client.get(reverse("admin:grenelle_releve_exporter"), {"plan": "essai", "format": format})
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    if format == "csv":
        assert b"'=HYPERLINK(1)" in contenu and b";=" not in contenu
    else:
        feuille = load_workbook(io.BytesIO(contenu)).active
        assert {c.data_type for rang in feuille.iter_rows() for c in rang} <= {"s", "n", "d"}
        assert feuille["J2"].value == "'=HYPERLINK(1)"
    importation, _ = deposer(client, contenu, f"r.{format}")
    assert (importation.inchanges, importation.refuses) == (2, 0)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_le_modele_se_depose_vide_sans_rien_changer(client, editeur, format):
    reponse = client.get(reverse("admin:grenelle_releve_modele"), {"plan": "essai", "format": format})
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    importation, _ = deposer(client, contenu, f"r.{format}")
    assert (importation.crees, importation.refuses) == (0, 0)
    assert "1 ligne(s) sans valeur" in rapport_de(importation).avertissements[0]
