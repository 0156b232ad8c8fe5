"""Guidance places: what the database refuses, the bundled set, the CSV import."""

import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from commun.importation import ImportRefuse, Rapport
from territoires.importeurs import lieux_csv
from territoires.importeurs.lieux_csv import EXPLICATIONS, LigneDeLieu
from territoires.models import Aiguillage, Importation, LieuOrientation, PublicOriente, TerritoireEmploi
from territoires.services.importation import charger_livraison
from territoires.services.lieux import charger_lieux, completer_le_lieu, importer_lieux, situer_a_la_saisie
from tests.territoires.fabriques import CommuneFactory, LieuFactory, PublicFactory, ReseauFactory

pytestmark = pytest.mark.django_db
SOURCE = settings.DONNEES / "territoires" / "lieux"
COLONNES = ";".join(LigneDeLieu._fields)


# --- What the database refuses


@pytest.mark.parametrize(
    "faute",
    [
        {"label": "Label"},
        {"label_par": "Région"},
        {"cep": "bof"},
        {"position": "ailleurs"},
        {"latitude": 91.0},
    ],
)
def test_la_base_refuse(faute):
    with pytest.raises(IntegrityError), transaction.atomic():
        LieuFactory(**faute)


def test_deux_lieux_sans_uai_mais_jamais_deux_fois_le_meme():
    LieuFactory(uai="")
    LieuFactory(uai="")
    LieuFactory(uai="0440001A")
    with pytest.raises(IntegrityError), transaction.atomic():
        LieuFactory(uai="0440001A")


def test_l_historique_garde_le_nom_d_avant():
    lieu = LieuFactory(nom="Avant")
    lieu.nom = "Après"
    lieu.save()
    assert "Avant" in lieu.history.values_list("nom", flat=True)


# --- The bundled set


@pytest.fixture
def livres(db):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    return charger_lieux(dossier=SOURCE)


def test_la_livraison_couvre_chaque_territoire(livres):
    assert livres.etat == Importation.Etat.APPLIQUEE
    assert livres.refuses == 0
    assert LieuOrientation.objects.ouverts().count() >= 80
    assert not TerritoireEmploi.objects.exclude(communes__lieux__actif=True).exists()


def test_la_livraison_ne_contient_que_des_faits(livres):
    assert not LieuOrientation.objects.filter(demonstration=True).exists()
    assert not LieuOrientation.objects.filter(source="").exists()
    assert not LieuOrientation.objects.exclude(courriel="").exists()
    assert not LieuOrientation.objects.filter(publics=None).exists()
    cio = LieuOrientation.objects.get(uai="0441722H")
    assert cio.situe_a_l_adresse
    assert cio.verifie_le is None


def test_chaque_public_a_une_premiere_porte(livres):
    for public in PublicOriente.objects.proposes():
        rangs = list(Aiguillage.objects.pour(public).values_list("rang", flat=True))
        assert rangs[:2] == [1, 2], public.code


def test_relire_les_memes_fichiers_ne_fait_rien(livres):
    assert charger_lieux(dossier=SOURCE) is None


def test_ce_que_l_equipe_a_change_est_garde(livres, tmp_path):
    LieuOrientation.objects.filter(slug="cio-de-nantes").update(telephone="02 00 00 00 00")
    Aiguillage.objects.filter(public__code="lyceen", rang=1).update(raison="La raison de l'équipe.")
    dossier = shutil.copytree(SOURCE, tmp_path / "lieux")
    fichier = dossier / "lieux-loire-atlantique.toml"
    fichier.write_text(fichier.read_text().replace('nom = "CIO de Nantes"', 'nom = "CIO de Nantes centre"'))
    regles = dossier / "publics.toml"
    regles.write_text(regles.read_text().replace("Parcoursup", "le bac"))
    journal = charger_lieux(dossier=dossier)
    comptes = journal.rapport["tables"]
    assert comptes["lieu"]["conserves"] == comptes["aiguillage"]["conserves"] == 1
    assert LieuOrientation.objects.get(slug="cio-de-nantes").nom == "CIO de Nantes"
    assert Aiguillage.objects.get(public__code="lyceen", rang=1).raison == "La raison de l'équipe."


def test_une_regle_changee_dans_les_fichiers_suit(livres, tmp_path):
    dossier = shutil.copytree(SOURCE, tmp_path / "lieux")
    regles = dossier / "publics.toml"
    texte = regles.read_text()
    debut = texte.index('public = "collegien"\nreseau = "cio"')
    suite = (
        texte[debut:]
        .replace("rang = 1", "rang = 9", 1)
        .replace("rang = 2", "rang = 1", 1)
        .replace("rang = 9", "rang = 2", 1)
    )
    regles.write_text(texte[:debut] + suite)
    charger_lieux(dossier=dossier)
    codes = Aiguillage.objects.filter(public__code="collegien").order_by("rang").values_list("reseau__code", flat=True)
    assert list(codes) == ["info-jeunes", "cio"]


@pytest.mark.parametrize(
    ("avant", "apres", "raison"),
    [
        ('reseau = "cio"', 'reseau = "cirque"', "réseau inconnu"),
        ('commune = "44109"', 'commune = "Nantes"', "code INSEE"),
        ('uai = "0441722H"', 'label = "Beau label"', "qui l'a donné"),
        ("latitude = 47.250185", "", "latitude et longitude vont ensemble"),
    ],
)
def test_une_faute_refuse_tout_avec_sa_ligne(avant, apres, raison, tmp_path):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    dossier = shutil.copytree(SOURCE, tmp_path / "lieux")
    fichier = dossier / "lieux-loire-atlantique.toml"
    texte = fichier.read_text()
    assert avant in texte
    fichier.write_text(texte.replace(avant, apres, 1))
    journal = charger_lieux(dossier=dossier)
    assert journal.etat == Importation.Etat.REFUSEE
    assert raison in journal.texte
    assert not LieuOrientation.objects.exists()
    with pytest.raises(CommandError):
        call_command("charger_lieux", dossier=dossier)


# --- The CSV import


@pytest.fixture
def references(db):
    lyceen, parent = PublicFactory(), PublicFactory(code="parent")
    ReseauFactory(code="cio", cep="non", publics=[lyceen, parent])
    CommuneFactory(code_insee="85109", nom="Nantes", latitude=47.2, longitude=-1.5)


def fichier(*lignes, entete=COLONNES):
    return ("\n".join([entete, *lignes]) + "\n").encode()


def ligne(**valeurs):
    return ";".join(valeurs.get(nom, "") for nom in LigneDeLieu._fields)


MINIMUM = {"slug": "cio", "nom": "CIO", "reseau": "cio", "commune": "85109"}


def test_le_minimum_est_complete_par_le_reseau_et_la_commune(references):
    journal = importer_lieux(
        contenu=fichier(ligne(nom="CIO d'Essai", reseau="cio", commune="85109")), nom="l.csv", appliquer=True
    )
    assert (journal.etat, journal.crees) == (Importation.Etat.APPLIQUEE, 1)
    lieu = LieuOrientation.objects.get()
    assert (lieu.slug, lieu.latitude, lieu.position, lieu.cep) == ("cio-dessai", 47.2, "commune", "non")
    assert set(lieu.publics.values_list("code", flat=True)) == {"lyceen", "parent"}
    assert (lieu.accessible, lieu.verifie_le) == ("inconnue", None)


def test_toutes_les_colonnes(references):
    valeurs = MINIMUM | {
        "publics": "parent", "uai": "0440001A", "adresse": "1 rue de l'Essai", "code_postal": "44000",
        "latitude": "47,25", "longitude": "-1,55", "telephone": "02 00 00 00 00", "courriel": "cio@essai.example",
        "site": "https://essai.example/", "accessible": "Oui", "cep": "oui", "sur_rendez_vous": "non",
        "label": "Label", "label_par": "Région", "label_le": "20/11/2026", "verifie_le": "2026-11-21", "actif": "non",
    }  # fmt: skip
    importer_lieux(contenu=fichier(ligne(**valeurs)), nom="l.csv", appliquer=True)
    lieu = LieuOrientation.objects.get()
    assert (lieu.latitude, lieu.longitude, lieu.position) == (47.25, -1.55, "adresse")
    assert (lieu.accessible, lieu.cep, lieu.sur_rendez_vous, lieu.actif) == ("oui", "oui", "non", False)
    assert (str(lieu.label_le), str(lieu.verifie_le)) == ("2026-11-20", "2026-11-21")
    assert [p.code for p in lieu.publics.all()] == ["parent"]


def test_un_apercu_n_ecrit_rien_et_deux_imports_font_comme_un(references):
    contenu = fichier(ligne(**MINIMUM))
    assert importer_lieux(contenu=contenu, nom="l.csv", appliquer=False).crees == 1
    assert not LieuOrientation.objects.exists()
    importer_lieux(contenu=contenu, nom="l.csv", appliquer=True)
    second = importer_lieux(contenu=contenu, nom="l.csv", appliquer=True)
    assert (second.crees, second.modifies, second.inchanges) == (0, 0, 1)


def test_un_lieu_absent_du_fichier_reste(references):
    LieuFactory(slug="autre")
    importer_lieux(contenu=fichier(ligne(**MINIMUM)), nom="l.csv", appliquer=True)
    assert LieuOrientation.objects.filter(slug="autre", actif=True).exists()


def test_la_virgule_aussi(references):
    contenu = fichier(ligne(**MINIMUM).replace(";", ","), entete=COLONNES.replace(";", ","))
    assert importer_lieux(contenu=contenu, nom="l.csv", appliquer=True).crees == 1


@pytest.mark.parametrize(
    ("champ", "valeur", "raison"),
    [
        ("nom", "", "nom : il manque"),
        ("slug", "Pas une adresse", "slug"),
        ("reseau", "cirque", "réseau inconnu"),
        ("commune", "99999", "commune inconnue"),
        ("publics", "martien", "public inconnu"),
        ("latitude", "abc", "latitude"),
        ("latitude", "NaN", "latitude"),
        ("latitude", "47", "vont ensemble"),
        ("accessible", "bof", "accessible"),
        ("actif", "bof", "actif"),
        ("label_le", "32/13/2026", "label_le"),
        ("label", "Beau label", "qui l'a donné"),
        ("courriel", "pas un courriel", "courriel"),
        ("site", "javascript:alert(1)", "site"),
        ("uai", "123", "uai"),
        ("code_postal", "4400", "code_postal"),
        ("telephone", "0" * 40, "telephone"),
    ],
)
def test_une_ligne_fautive_est_refusee_seule(references, champ, valeur, raison):
    bonne = ligne(**MINIMUM | {"slug": "bon"})
    journal = importer_lieux(contenu=fichier(bonne, ligne(**MINIMUM | {champ: valeur})), nom="l.csv", appliquer=True)
    assert (journal.crees, journal.refuses) == (1, 1)
    refus = journal.rapport["refus"][0]
    assert raison in refus["raison"]
    assert (refus["fichier"], refus["ligne"]) == ("l.csv", 3)


def test_la_meme_adresse_ou_le_meme_uai_deux_fois(references):
    premiere = ligne(**MINIMUM | {"uai": "0440001A"})
    journal = importer_lieux(
        contenu=fichier(
            premiere, premiere, ligne(**MINIMUM | {"slug": "b", "uai": "0440001A"}), ligne(**MINIMUM | {"slug": "c"})
        ),
        nom="l.csv",
        appliquer=True,
    )
    assert (journal.crees, journal.refuses) == (2, 2)


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"\x00\x01\x02",
        b"slug;nom\ncio;CIO\n",
        fichier(),
        fichier(ligne(**MINIMUM))[:-1],
        fichier(ligne(), ligne(), ligne(**MINIMUM)),
        b"x" * (lieux_csv.TAILLE_MAX + 1),
        ("\n".join([COLONNES, '"' + ligne(**MINIMUM)]) + "\n").encode(),
    ],
    ids=["vide", "octets", "colonnes", "sans ligne", "tronqué", "trop de fautes", "trop gros", "guillemet"],
)
def test_un_fichier_qui_n_est_pas_le_bon_est_refuse_entier(references, contenu):
    journal = importer_lieux(contenu=contenu, nom="l.csv", appliquer=True)
    assert journal.etat == Importation.Etat.REFUSEE
    assert journal.rapport["refus"]
    assert not LieuOrientation.objects.exists()


def test_trop_de_lignes(monkeypatch):
    monkeypatch.setattr(lieux_csv, "LIGNES_MAX", 1)
    with pytest.raises(ImportRefuse):
        lieux_csv.lire(fichier(ligne(**MINIMUM), ligne(**MINIMUM)), fichier="l.csv", rapport=Rapport())


def test_la_commande(references, tmp_path, capsys):
    chemin = tmp_path / "l.csv"
    chemin.write_bytes(fichier(ligne(**MINIMUM)))
    call_command("importer_lieux", chemin)
    assert "Aperçu seulement" in capsys.readouterr().out
    assert not LieuOrientation.objects.exists()
    call_command("importer_lieux", chemin, appliquer=True)
    assert LieuOrientation.objects.count() == 1
    with pytest.raises(CommandError, match="illisible"):
        call_command("importer_lieux", tmp_path / "absent.csv")
    chemin.write_bytes(b"rien")
    with pytest.raises(CommandError, match="refusé"):
        call_command("importer_lieux", chemin, appliquer=True)


def test_chaque_colonne_est_expliquee():
    assert tuple(EXPLICATIONS) == LigneDeLieu._fields


# --- What the admin leaves to the services


def test_un_lieu_sans_public_recoit_ceux_de_son_reseau():
    lieu = LieuFactory(reseau=ReseauFactory(publics=[PublicFactory()]))
    completer_le_lieu(lieu=lieu)
    assert [p.code for p in lieu.publics.all()] == ["lyceen"]
    lieu.publics.set([PublicFactory(code="parent")])
    completer_le_lieu(lieu=lieu)
    assert [p.code for p in lieu.publics.all()] == ["parent"]


def test_le_centre_de_la_commune_n_est_pas_une_adresse_exacte():
    commune = CommuneFactory()
    vide = situer_a_la_saisie(commune=commune, latitude=None, longitude=None, position="adresse")
    assert (vide["latitude"], vide["position"]) == (47.0, "commune")
    assert (
        situer_a_la_saisie(commune=commune, latitude=47.0, longitude=-1.0, position="adresse")["position"] == "commune"
    )
    assert (
        situer_a_la_saisie(commune=commune, latitude=47.1, longitude=-1.0, position="adresse")["position"] == "adresse"
    )
