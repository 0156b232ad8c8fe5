"""An occupation keeps its identity whatever ROME does to its codes."""

import pytest

from metiers.importeurs.identite import libelles_equivalents, meme_sens
from metiers.models import Appellation, Metier
from metiers.services.import_rome import importer_rome
from territoires.models import Importation
from tests.metiers.archive_rome import FICHES, ArchiveEssai
from tests.metiers.fabriques import MetierFactory


@pytest.fixture
def importer(tmp_path):
    def executer(archive, version="61", **options):
        archive.version = version
        return importer_rome(chemin=archive.ecrire(tmp_path / "rome"), appliquer=True, **options)

    return executer


@pytest.fixture
def archive(db, importer):
    """Version 60, already imported."""
    archive = ArchiveEssai()
    importer(archive, "60")
    return archive.copie()


def _notes(journal):
    return " ".join(journal.rapport["avertissements"])


def test_une_nouvelle_version_garde_chaque_identite(archive, importer):
    avant = dict(Metier.objects.values_list("code_ogr", "pk"))

    journal = importer(archive)

    assert dict(Metier.objects.values_list("code_ogr", "pk")) == avant
    assert set(Metier.objects.values_list("version_rome", flat=True)) == {"61"}
    assert (journal.modifies, journal.retires) == (0, 0)
    assert journal.crees == len(FICHES), "un code par métier pour la nouvelle version, et rien d'autre"
    assert set(Metier.objects.get(code_rome="H2913").codes_rome.values_list("version", flat=True)) == {"60", "61"}


def test_un_code_retire_laisse_la_page_et_dit_qui_remplace(archive, importer):
    boulanger = Metier.objects.get(code_rome="D1102")
    titres = [a for a in archive.tables["referentiel_appellation"] if a["code_rome"] == "D1102"]
    archive.retirer_fiche("D1102")
    for titre in titres:
        archive.ajouter_appellation("M1203", titre["code_ogr"], titre["libelle_appellation_long"])

    journal = importer(archive)

    boulanger.refresh_from_db()
    assert boulanger.etat == Metier.Etat.RETIRE
    assert boulanger.retire_le is not None
    assert boulanger.remplace_par.code_rome == "M1203"
    assert (boulanger.slug, boulanger.code_rome, boulanger.version_rome) == ("boulanger-boulangere", "D1102", "60")
    assert boulanger.liens_competences.count() == 3, "la fiche retirée garde son contenu"
    assert journal.rapport["tables"]["Métiers"]["retires"] == 1
    assert "métier retiré" in _notes(journal)
    assert importer(archive).retires == 0, "retiré une seule fois"


def test_un_code_renomme_reste_le_meme_metier(archive, importer):
    soudeur = Metier.objects.get(code_rome="H2913")
    archive.renommer_code("H2913", "H2950")

    journal = importer(archive)

    soudeur.refresh_from_db()
    assert (soudeur.etat, soudeur.code_rome, soudeur.slug) == (Metier.Etat.PUBLIE, "H2950", "soudeur-soudeuse")
    assert set(soudeur.codes_rome.values_list("code", "version")) == {("H2913", "60"), ("H2950", "61")}
    assert Metier.objects.count() == len(FICHES)
    assert "de H2913 à H2950" in _notes(journal)


def test_deux_codes_echanges_suivent_leurs_metiers(archive, importer):
    soudeur, chaudronnier = (Metier.objects.get(code_rome=code) for code in ("H2913", "H2902"))
    archive.renommer_code("H2913", "H2999")
    archive.renommer_code("H2902", "H2913")
    archive.renommer_code("H2999", "H2902")

    importer(archive)

    soudeur.refresh_from_db()
    chaudronnier.refresh_from_db()
    assert (soudeur.code_rome, chaudronnier.code_rome) == ("H2902", "H2913")


def test_meme_code_autre_fiche_l_ancien_est_retire_et_un_nouveau_nait(archive, importer):
    ancien = Metier.objects.get(code_rome="M1805")
    archive.retirer_fiche("M1805")
    archive.ajouter_fiche("M1805", "777", "Dresseur / Dresseuse de licornes")
    archive.ajouter_mobilites_manquantes()

    journal = importer(archive)

    ancien.refresh_from_db()
    nouveau = Metier.objects.publies().get(code_rome="M1805")
    assert ancien.etat == Metier.Etat.RETIRE
    assert ancien.remplace_par is None
    assert (nouveau.pk != ancien.pk, nouveau.slug) == (True, "dresseur-dresseuse-de-licornes")
    assert ancien.slug == "developpeur-developpeuse-informatique"
    assert "désigne maintenant « Dresseur / Dresseuse de licornes »" in _notes(journal)


def test_meme_code_meme_fiche_mais_autre_sens(archive, importer):
    """The OGR code is kept, the label and the titles are all others: another meaning."""
    ancien = Metier.objects.get(code_rome="M1805")
    archive.retirer_fiche("M1805")
    archive.ajouter_fiche("M1805", "105", "Cartographe des abysses")
    for ligne in archive.tables["referentiel_appellation"] + archive.tables["liens_rome_referentiels"]:
        if ligne["code_ogr"] in ("1105", "2105"):
            ligne["code_ogr"] = f"8{ligne['code_ogr']}"
    archive.ajouter_mobilites_manquantes()

    importer(archive)

    ancien.refresh_from_db()
    assert ancien.etat == Metier.Etat.RETIRE
    assert Metier.objects.publies().get(code_rome="M1805").nom == "Cartographe des abysses"
    assert importer(archive).rapport["tables"]["Métiers"] == {
        "crees": 0, "modifies": 0, "inchanges": len(FICHES), "retires": 0, "refuses": 0, "conserves": 0,
    }  # fmt: skip


def test_un_libelle_retouche_garde_le_metier_son_adresse_et_suit_le_nom(archive, importer):
    metier = Metier.objects.get(code_rome="M1805")
    for ligne in archive.tables["referentiel_code_rome"]:
        if ligne["code_rome"] == "M1805":
            ligne["libelle_rome"] = "Concepteur / Conceptrice d'applications"
    for ligne in archive.tables["referentiel_appellation"]:
        if ligne["code_ogr"] == "1105":
            ligne["libelle_appellation_long"] = "Concepteur / Conceptrice d'applications"

    journal = importer(archive)

    assert "devient « Concepteur / Conceptrice d'applications »" in _notes(journal)

    metier.refresh_from_db()
    assert metier.etat == Metier.Etat.PUBLIE, "ses appellations sont restées les mêmes"
    assert metier.nom == "Concepteur / Conceptrice d'applications"
    assert metier.nom_feminin == "Conceptrice d'applications"
    assert metier.slug == "developpeur-developpeuse-informatique"


def test_un_nom_choisi_par_l_equipe_n_est_pas_repris(archive, importer):
    Metier.objects.filter(code_rome="H2913").update(nom="Soudeur, soudeuse")
    for ligne in archive.tables["referentiel_code_rome"]:
        if ligne["code_rome"] == "H2913":
            ligne["libelle_rome"] = "Soudeuse / Soudeur"

    importer(archive)

    assert Metier.objects.get(code_rome="H2913").nom == "Soudeur, soudeuse"


def test_une_fiche_qui_revient_publie_de_nouveau_le_meme_metier(archive, importer):
    boulanger = Metier.objects.get(code_rome="D1102")
    sans = archive.copie()
    sans.retirer_fiche("D1102")
    importer(sans, "61")

    journal = importer(archive, "62")

    boulanger.refresh_from_db()
    assert (boulanger.etat, boulanger.retire_le, boulanger.version_rome) == (Metier.Etat.PUBLIE, None, "62")
    assert "revient" in _notes(journal)


def test_un_metier_retire_par_l_equipe_le_reste(archive, importer):
    Metier.objects.filter(code_rome="D1102").update(etat=Metier.Etat.RETIRE)

    importer(archive)

    assert Metier.objects.get(code_rome="D1102").etat == Metier.Etat.RETIRE
    assert Metier.objects.count() == len(FICHES)


def test_un_brouillon_reste_un_brouillon(archive, importer):
    Metier.objects.filter(code_rome="D1102").update(etat=Metier.Etat.BROUILLON)

    importer(archive)

    assert Metier.objects.get(code_rome="D1102").etat == Metier.Etat.BROUILLON


def test_une_appellation_qui_change_de_fiche_suit(archive, importer):
    for ligne in archive.tables["referentiel_appellation"] + archive.tables["liens_rome_referentiels"]:
        if ligne["code_ogr"] == "2101":
            ligne["code_rome"] = "H2902"

    importer(archive)

    assert Appellation.objects.get(code_ogr="2101").metier.code_rome == "H2902"


@pytest.mark.django_db
class TestMetierEcritAvantToutImport:
    def _ecrit(self, **suite):
        return MetierFactory(
            redige=True, code_ogr="", version_rome="60", slug="soudeur-soudeuse", nom="Soudeur / Soudeuse",
            libelle_rome="Soudeur / Soudeuse", code_rome="H2913", domaine=None, **suite,
        )  # fmt: skip

    def test_il_est_enrichi_et_son_texte_reste(self, importer):
        ecrit = self._ecrit()
        accroche = ecrit.accroche

        journal = importer(ArchiveEssai(), "60")

        ecrit.refresh_from_db()
        assert (ecrit.code_ogr, ecrit.accroche, ecrit.slug) == ("101", accroche, "soudeur-soudeuse")
        assert ecrit.definition_officielle.startswith("Exerce")
        assert journal.rapport["tables"]["Métiers"]["modifies"] == 1
        assert Metier.objects.count() == len(FICHES)

    def test_son_code_a_change_de_sens_mais_son_libelle_est_ailleurs(self, importer):
        ecrit = self._ecrit()
        archive = ArchiveEssai()
        archive.renommer_code("H2913", "H2950")
        archive.renommer_code("H2902", "H2913")

        importer(archive)

        ecrit.refresh_from_db()
        assert (ecrit.etat, ecrit.code_rome, ecrit.code_ogr) == (Metier.Etat.PUBLIE, "H2950", "101")

    def test_son_code_a_change_de_sens_et_plus_rien_ne_lui_ressemble(self, importer):
        ecrit = self._ecrit()
        archive = ArchiveEssai()
        archive.retirer_fiche("H2913")
        archive.renommer_code("H2902", "H2913")

        importer(archive)

        ecrit.refresh_from_db()
        assert ecrit.etat == Metier.Etat.RETIRE
        assert Metier.objects.publies().get(code_rome="H2913").nom == "Chaudronnier / Chaudronnière"

    def test_un_metier_sans_code_rome_n_est_pas_touche(self, importer):
        libre = MetierFactory(code_rome="", code_ogr="", redige=True)

        importer(ArchiveEssai())

        libre.refresh_from_db()
        assert libre.etat == Metier.Etat.PUBLIE


def test_une_version_plus_ancienne_est_refusee_sauf_si_on_force(archive, importer):
    importer(archive, "61")

    refuse = importer(archive, "60")

    assert refuse.etat == Importation.Etat.REFUSEE
    assert "plus ancienne" in refuse.rapport["refus"][0]["raison"]
    assert importer(archive, "60", forcer=True).etat == Importation.Etat.APPLIQUEE


@pytest.mark.parametrize(
    ("un", "autre", "meme"),
    [
        ("Soudeur / Soudeuse", "SOUDEUSE / SOUDEUR", True),
        ("Technicien / Technicienne en informatique", "Technicien / Technicienne informatique", True),
        ("Agent d'entretien des locaux", "Agent d\u2019entretien des locaux", True),
        ("Agent d'entretien des locaux", "Agent d'entretien des espaces verts", False),
        ("Directeur commercial", "Directeur administratif", False),
        ("", "Soudeur", False),
        ("", "", True),
    ],
)
def test_libelles_equivalents(un, autre, meme):
    assert libelles_equivalents(un, autre) is meme


def test_un_libelle_etranger_a_tous_les_titres_est_un_autre_sens(archive, importer):
    """The label alone changes, and no title of the sheet says it: it is not the same occupation any more."""
    ancien = Metier.objects.get(code_rome="H2913")
    for ligne in archive.tables["referentiel_code_rome"]:
        if ligne["code_rome"] == "H2913":
            ligne["libelle_rome"] = "Pilote de ligne"

    importer(archive)

    ancien.refresh_from_db()
    assert (ancien.etat, ancien.nom) == (Metier.Etat.RETIRE, "Soudeur / Soudeuse")
    assert Metier.objects.publies().get(code_rome="H2913").slug == "pilote-de-ligne"


@pytest.mark.parametrize(
    ("nouvelles", "titres", "attendu"),
    [
        (["1", "9"], ["1"], True),
        (["1", "9"], ["9"], False),
        (["1", "9"], [], False),
        (["9"], ["9"], False),
        ([], [], False),
    ],
)
def test_un_autre_nom_pour_les_memes_titres(nouvelles, titres, attendu):
    sens = meme_sens(
        ancien_libelle="Développeur",
        nouveau_libelle="Concepteur",
        anciennes_appellations=["1", "2"],
        nouvelles_appellations=nouvelles,
        titres_du_libelle=titres,
    )
    assert sens is attendu
