"""Import of the ROME archive: what is read, what is kept, what is reported."""

import pytest

from metiers.importeurs.rome.archive import lire_archive
from metiers.models import (
    AccesNiveau,
    Appellation,
    CentreInteret,
    CodeRome,
    Competence,
    Condition,
    EtatCatalogue,
    Metier,
    MetierCompetence,
    MetierSecteur,
    Mobilite,
)
from metiers.services.catalogue import version_catalogue
from metiers.services.import_rome import importer_rome
from territoires.models import Importation
from tests.metiers.archive_rome import FICHES, ArchiveEssai

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    return ArchiveEssai()


@pytest.fixture
def importer(tmp_path):
    def executer(archive, *, appliquer=True, **options):
        return importer_rome(chemin=archive.ecrire(tmp_path / "rome"), appliquer=appliquer, **options)

    return executer


def test_tout_est_lu(archive, importer):
    journal = importer(archive)

    assert journal.etat == Importation.Etat.APPLIQUEE, journal.rapport
    assert journal.version == "60"
    assert Metier.objects.publies().count() == len(FICHES)
    soudeur = Metier.objects.get(code_rome="H2913")
    assert (soudeur.slug, soudeur.nom) == ("soudeur-soudeuse", "Soudeur / Soudeuse")
    assert (soudeur.nom_masculin, soudeur.nom_feminin) == ("Soudeur", "Soudeuse")
    assert (soudeur.code_ogr, soudeur.version_rome, soudeur.code_rome_parent) == ("101", "60", "H2913")
    assert (soudeur.riasec_majeur, soudeur.riasec_mineur) == ("R", "C")
    assert soudeur.definition_officielle == "Exerce son métier avec soin.\nContrôle ce qu'il a fait."
    assert soudeur.domaine.code == "H29"
    assert list(soudeur.appellations.values_list("libelle", "principale")) == [
        ("Soudeur / Soudeuse", True),
        ("Aide soudeur 101", False),
    ]
    assert {
        (lien.competence.libelle, lien.coeur) for lien in soudeur.liens_competences.select_related("competence")
    } == {
        ("Souder à l'arc", "principale"),
        ("Faire preuve de rigueur", ""),
        ("Lecture de plan", "emergente"),
    }
    assert [c.libelle for c in soudeur.conditions.all()] == ["En atelier"]
    assert soudeur.liens_interets.get(principal=True).interet.code == "1"
    assert set(soudeur.secteurs.values_list("code", flat=True)) == {"100", "120"}
    assert [t.code for t in soudeur.themes.all()] == ["001"]
    assert [n.code for n in soudeur.secteurs_naf.all()] == ["0"]
    assert soudeur.mobilites.get().cible.code_rome == "H2902"
    assert sorted(soudeur.niveaux.values_list("niveau", "origine")) == [(3, "deduit"), (4, "deduit")]
    assert soudeur.codes_rome.get().version == "60"
    assert soudeur.history.get().history_change_reason == "Import du ROME version 60"


def test_les_competences_gardent_leur_arbre_et_leur_type(archive, importer):
    importer(archive)

    souder = Competence.objects.get(code_ogr="2")
    assert (souder.macro.code_ogr, souder.macro.est_macro, souder.macro.riasec_majeur) == ("1", True, "R")
    assert Competence.objects.get(code_ogr="3").type == "savoir_etre"
    assert Competence.objects.get(code_ogr="50").type == "savoir"
    assert (souder.transition_ecologique, souder.transition_numerique) == ("oui", "inconnue")


def test_un_drapeau_vide_est_inconnu_et_jamais_non(archive, importer):
    importer(archive)

    soudeur = Metier.objects.get(code_rome="H2913")
    assert soudeur.transition_ecologique == "non"
    assert soudeur.transition_numerique == "non"
    assert soudeur.transition_demographique == "inconnue"
    assert soudeur.reglemente == "oui"
    assert soudeur.cadre == "inconnue"
    assert Appellation.objects.get(code_ogr="1101").transition_ecologique == "verte"


def test_une_valeur_inconnue_est_lue_comme_non_renseignee_et_dite(archive, importer):
    archive.tables["referentiel_code_rome"][0] |= {"transition_eco": "Emploi Mauve", "emploi_cadre": "peut-être"}

    journal = importer(archive)

    soudeur = Metier.objects.get(code_rome="H2913")
    assert (soudeur.transition_ecologique, soudeur.cadre) == ("inconnue", "inconnue")
    assert sum("Emploi Mauve" in texte or "peut-être" in texte for texte in journal.rapport["avertissements"]) == 2


def test_relancer_ne_change_rien(archive, importer):
    premier = importer(archive)
    version = version_catalogue()
    lignes = {m: m._default_manager.count() for m in (Metier, Appellation, MetierCompetence, Mobilite, CodeRome)}

    second = importer(archive)

    assert (second.crees, second.modifies, second.retires, second.refuses) == (0, 0, 0, 0)
    assert second.inchanges == premier.crees
    assert version_catalogue() == version
    assert {m: m._default_manager.count() for m in lignes} == lignes
    assert Metier.history.count() == len(FICHES)


def test_un_changement_fait_monter_la_version_du_catalogue(archive, importer):
    assert EtatCatalogue.objects.count() == 0
    importer(archive)
    assert version_catalogue() == 2
    archive.tables["texte"][0]["libelle_texte"] = "Assemble des tôles."
    journal = importer(archive)
    assert version_catalogue() == 3
    assert journal.rapport["tables"]["Métiers"]["modifies"] == 1


def test_l_apercu_dit_tout_et_ne_change_rien(archive, importer):
    journal = importer(archive, appliquer=False)

    assert journal.etat == Importation.Etat.APERCU
    assert journal.rapport["tables"]["Métiers"]["crees"] == len(FICHES)
    assert Metier.objects.count() == Competence.objects.count() == EtatCatalogue.objects.count() == 0


def test_apostrophes_et_casse_sont_le_meme_texte(archive, importer):
    importer(archive)
    for ligne in archive.tables["referentiel_code_rome"] + archive.tables["referentiel_appellation"]:
        for champ in ("libelle_rome", "libelle_appellation_long", "libelle_appellation_court"):
            if champ in ligne:
                ligne[champ] = ligne[champ].replace("'", "\u2019")
    for ligne in archive.tables["texte"]:
        ligne["libelle_texte"] = ligne["libelle_texte"].replace("''", "\u2019") + "  "

    journal = importer(archive)

    assert (journal.crees, journal.modifies, journal.retires) == (0, 0, 0)


def test_un_fichier_en_cp1252_est_reconnu(archive, importer):
    archive.encodages = {"arborescence_secteur_naf": "cp1252", "referentiel_appellation": "cp1252"}

    importer(archive)

    assert Appellation.objects.filter(libelle="Éducateur spécialisé / Éducatrice spécialisée").exists()


def test_avec_marque_et_fins_de_ligne_windows(archive, tmp_path):
    dossier = archive.ecrire(
        tmp_path / "rome",
        themes=b"\xef\xbb\xbf" + archive.contenu("themes").replace(b"\n", b"\r\n"),
    )
    assert importer_rome(chemin=dossier, appliquer=True).etat == Importation.Etat.APPLIQUEE


def test_une_autre_version_4_et_un_zip(archive, tmp_path):
    archive.version = "61"
    chemin = archive.zipper(tmp_path / "RefRomeCsv.zip", prefixe="RefRomeCsv/")

    journal = importer_rome(chemin=chemin, appliquer=True)

    assert (journal.etat, journal.version) == (Importation.Etat.APPLIQUEE, "61")
    assert lire_archive(chemin).version == "61"


def test_la_definition_ecrite_ici_n_est_pas_remplacee(archive, importer):
    CentreInteret.objects.create(code="1", slug="creer", libelle="J'ai envie de créer", definition="Notre phrase.")

    importer(archive)

    assert CentreInteret.objects.get(code="1").definition == "Notre phrase."
    assert CentreInteret.objects.get(code="1").slug == "creer"
    assert CentreInteret.objects.get(code="2").slug == "le-travail-manuel"


def test_peu_de_liens_morts_sont_refuses_un_a_un(archive, importer):
    for rang in range(200):
        archive.ajouter("rubrique_mobilite", "H2913", FICHES[rang % 9 + 1][0], str(rang % 9))
    archive.ajouter("rubrique_mobilite", "H2913", "Z9999", "9")

    journal = importer(archive)

    assert journal.etat == Importation.Etat.APPLIQUEE
    (refus,) = journal.rapport["refus"]
    assert (refus["cle"], refus["ligne"], refus["raison"]) == ("Z9999", 212, "code ROME inconnu")
    assert journal.refuses == 1


def test_un_metier_n_est_pas_son_propre_voisin(archive, importer):
    archive.ajouter("rubrique_mobilite", "H2913", "H2913", "2")

    journal = importer(archive)

    assert "propre voisin" in journal.rapport["refus"][0]["raison"]
    assert not Mobilite.objects.filter(source__code_rome="H2913", cible__code_rome="H2913").exists()


def test_ce_qui_disparait_de_la_fiche_disparait_du_portail_mais_pas_le_reste(archive, importer):
    importer(archive)
    Metier.objects.filter(code_rome="H2913").update(accroche="Le texte du portail.")
    portail = Condition.objects.create(slug="bruit", libelle="Dans le bruit", origine="portail")
    soudeur = Metier.objects.get(code_rome="H2913")
    soudeur.liens_conditions.create(condition=portail, origine="portail")
    AccesNiveau.objects.filter(metier=soudeur).delete()
    AccesNiveau.objects.create(metier=soudeur, niveau=5, origine="portail")
    for objet in ("liens_rome_referentiels", "coherence_item"):
        archive.tables[objet] = [
            ligne
            for ligne in archive.tables[objet]
            if not (ligne["code_rome"] == "H2913" and ligne["code_ogr"] in ("2", "60"))
        ]

    journal = importer(archive)

    assert journal.retires == 2
    soudeur.refresh_from_db()
    assert soudeur.accroche == "Le texte du portail."
    assert [c.slug for c in soudeur.conditions.all()] == ["bruit"]
    assert list(soudeur.niveaux.values_list("niveau", flat=True)) == [5]
    assert not soudeur.competences.filter(code_ogr="2").exists()


def test_un_secteur_est_principal_des_qu_une_ligne_le_dit(archive, importer):
    archive.ajouter("arborescence_secteur_activite", "100", "Industrie", "", "", "101", "H2913", "Soudeur", "non")

    importer(archive)

    assert MetierSecteur.objects.get(metier__code_rome="H2913", secteur__code="100").principal
