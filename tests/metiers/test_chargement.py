"""The bundled loader: what lands in the database, what it keeps, what it refuses and where."""

import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from commun.importation import ImportRefuse
from metiers.models import Competence, EmpreinteChargee, Famille, Metier, Theme
from metiers.services.catalogue import version_catalogue
from metiers.services.chargement import charger_metiers
from metiers.services.import_rome import importer_rome
from territoires.models import Importation
from tests.metiers.archive_rome import ArchiveEssai

pytestmark = pytest.mark.django_db

METIER = '''
[[metier]]
code_rome = "{code}"
slug = "{slug}"
libelle_rome = "{libelle}"
masculin = "{masculin}"
feminin = "{feminin}"
riasec = "RC"
interets = [14, 6]
secteurs = [100]
themes = ["006"]
transition_ecologique = "non"
transition_numerique = "non"
transition_demographique = "inconnue"
reglemente = "non"
cadre = "non"
accroche = "Il fait fondre le métal pour que deux pièces n'en fassent plus qu'une."
journee = """
Le matin, il met son masque et règle son poste.
L'après-midi, il contrôle ses cordons.
"""
plait = ["Voir le bain de fusion", "Le silence sous le masque"]
difficile = ["La chaleur"]
savoir_faire = ["souder", "lire-un-plan"]
gestes = ["Régler l'intensité d'un poste", "Meuler un cordon"]
savoir_etre = [300490]
conditions = ["bruit", "atelier"]
niveaux = [4, 3]
acces = "Un CAP ou un titre professionnel."
evolution = ["Chef d'atelier"]
couleur_regionale = "Les chantiers de Saint-Nazaire embauchent."
appellations = ["Soudeur à l'arc / Soudeuse à l'arc"]
mots = ["assembler des tubes"]
'''
SOUDEUR = METIER.format(
    code="H2913", slug="soudeur-soudeuse", libelle="Soudeur / Soudeuse", masculin="Soudeur", feminin="Soudeuse"
)
CHAUDRONNIER = METIER.format(
    code="H2902", slug="chaudronnier", libelle="Chaudronnier", masculin="Chaudronnier", feminin="Chaudronnier"
)


@pytest.fixture
def dossier(tmp_path):
    """The real reference files, and one family of two occupations."""
    dossier = tmp_path / "metiers"
    dossier.mkdir()
    for nom in ("familles", "referentiels", "savoir_faire", "conditions"):
        shutil.copy(settings.DONNEES / "metiers" / f"{nom}.toml", dossier)
    (dossier / "industrie.toml").write_text(f'famille = "industrie"\n{SOUDEUR}{CHAUDRONNIER}')
    (dossier / "mobilites.toml").write_text('[voisins]\nH2913 = ["H2902"]\n')
    return dossier


def _remplacer(dossier, ancien, nouveau, nom="industrie.toml"):
    chemin = dossier / nom
    texte = chemin.read_text()
    assert ancien in texte
    chemin.write_text(texte.replace(ancien, nouveau, 1))


def _fautes(dossier):
    with pytest.raises(ImportRefuse) as refus:
        charger_metiers(dossier=dossier)
    assert Metier.objects.count() == Theme.objects.count() == 0
    return [str(raison) for raison in refus.value.raisons]


def test_tout_arrive_dans_la_base(dossier):
    charger_metiers(dossier=dossier)

    soudeur = Metier.objects.get(slug="soudeur-soudeuse")
    assert (soudeur.nom, soudeur.nom_masculin, soudeur.nom_feminin) == ("Soudeur / Soudeuse", "Soudeur", "Soudeuse")
    assert soudeur.journee.startswith("Le matin") and soudeur.journee.endswith("cordons.")
    assert soudeur.plait == ["Voir le bain de fusion", "Le silence sous le masque"]
    assert (soudeur.famille.code, soudeur.domaine.code, soudeur.version_rome) == ("industrie", "H29", "60")
    assert (soudeur.riasec_majeur, soudeur.riasec_mineur, soudeur.transition_demographique) == ("R", "C", "inconnue")
    liens = soudeur.liens_competences.select_related("competence")
    assert [(lien.competence.libelle, lien.competence.type, lien.origine) for lien in liens] == [
        ("Souder des métaux", "savoir_faire", "portail"),
        ("Lire un plan", "savoir_faire", "portail"),
        ("Régler l'intensité d'un poste", "savoir_faire", "portail"),
        ("Meuler un cordon", "savoir_faire", "portail"),
        ("Faire preuve de rigueur et de précision", "savoir_etre", "portail"),
    ]
    assert set(soudeur.conditions.values_list("slug", flat=True)) == {"bruit", "atelier"}
    assert list(soudeur.niveaux.values_list("niveau", "origine")) == [(3, "portail"), (4, "portail")]
    assert soudeur.liens_interets.get(principal=True).interet.code == "14"
    assert soudeur.liens_secteurs.get().secteur.code == "100"
    assert soudeur.themes.get().code == "006"
    assert soudeur.mobilites.get().cible.slug == "chaudronnier"
    assert soudeur.appellations.get().origine == "portail"
    assert soudeur.codes_rome.get().code == "H2913"
    assert Metier.objects.get(slug="chaudronnier").nom == "Chaudronnier", "une forme qui sert aux deux genres"
    assert Competence.objects.filter(libelle="Meuler un cordon").count() == 1, "le même geste pour deux métiers"


def test_relancer_ne_change_rien_et_n_ecrit_pas_de_journal(dossier, django_assert_max_num_queries):
    premier = charger_metiers(dossier=dossier).total()
    version = version_catalogue()

    with django_assert_max_num_queries(50):
        second = charger_metiers(dossier=dossier).total()

    assert (second.crees, second.modifies, second.conserves) == (0, 0, 0)
    assert second.inchanges == premier.crees
    assert version_catalogue() == version
    assert Importation.objects.count() == 1


def test_un_texte_change_dans_les_fichiers_est_repris(dossier):
    charger_metiers(dossier=dossier)
    _remplacer(dossier, "La chaleur", "Le poids du masque")
    _remplacer(dossier, 'conditions = ["bruit", "atelier"]', 'conditions = ["nuit"]')

    rapport = charger_metiers(dossier=dossier)

    soudeur = Metier.objects.get(slug="soudeur-soudeuse")
    assert rapport.tables["Métiers"].modifies == 1
    assert soudeur.difficile == ["Le poids du masque"]
    assert [c.slug for c in soudeur.conditions.all()] == ["nuit"]
    assert soudeur.history.count() == 2


def test_ce_que_l_equipe_a_modifie_est_conserve_et_dit(dossier):
    charger_metiers(dossier=dossier)
    Metier.objects.filter(slug="soudeur-soudeuse").update(accroche="Récrit par l'équipe.")
    Famille.objects.filter(code="industrie").update(definition="Récrit aussi.")
    _remplacer(dossier, "Il fait fondre", "Il marie")

    rapport = charger_metiers(dossier=dossier)

    assert Metier.objects.get(slug="soudeur-soudeuse").accroche == "Récrit par l'équipe."
    assert Famille.objects.get(code="industrie").definition == "Récrit aussi."
    assert (rapport.tables["Métiers"].conserves, rapport.tables["Familles"].conserves) == (1, 1)


def test_une_modification_de_l_equipe_que_les_fichiers_rejoignent_redevient_suivie(dossier):
    charger_metiers(dossier=dossier)
    Metier.objects.filter(slug="soudeur-soudeuse").update(acces="Autrement.")
    _remplacer(dossier, "Un CAP ou un titre professionnel.", "Autrement.")
    assert charger_metiers(dossier=dossier).tables["Métiers"].conserves == 0
    _remplacer(dossier, "Autrement.", "Encore autrement.")
    assert charger_metiers(dossier=dossier).tables["Métiers"].modifies == 1


def test_une_adresse_changee_dans_les_fichiers_ne_change_pas_dans_le_portail(dossier):
    charger_metiers(dossier=dossier)
    metier = Metier.objects.get(slug="soudeur-soudeuse")
    _remplacer(dossier, 'slug = "soudeur-soudeuse"', 'slug = "soudeuse-soudeur"')

    charger_metiers(dossier=dossier)

    metier.refresh_from_db()
    assert metier.slug == "soudeur-soudeuse"
    assert Metier.objects.count() == 2
    assert EmpreinteChargee.objects.filter(genre="metier", cle="soudeuse-soudeur", objet_id=metier.pk).exists()
    assert not charger_metiers(dossier=dossier).total().change


def test_apres_l_import_officiel_les_reperes_ne_sont_plus_touches(dossier, tmp_path):
    charger_metiers(dossier=dossier)
    importer_rome(chemin=ArchiveEssai().ecrire(tmp_path / "rome"), appliquer=True)
    officiel = Metier.objects.get(code_rome="H2913")
    assert officiel.reglemente == "oui"

    rapport = charger_metiers(dossier=dossier)

    officiel.refresh_from_db()
    assert (officiel.reglemente, officiel.code_ogr) == ("oui", "101")
    assert not rapport.tables["Métiers"].change
    assert not rapport.tables["Repères ROME des métiers"].change


def test_un_metier_connu_du_rome_seul_recoit_le_texte_du_portail(dossier, tmp_path):
    importer_rome(chemin=ArchiveEssai().ecrire(tmp_path / "rome"), appliquer=True)
    avant = Metier.objects.get(code_rome="H2913")

    charger_metiers(dossier=dossier)

    avant.refresh_from_db()
    assert avant.est_redige
    assert list(avant.niveaux.values_list("origine", flat=True)) == ["portail", "portail"]
    assert Metier.objects.filter(code_rome="H2913").count() == 1


def test_un_code_tenu_par_un_autre_metier_n_est_pas_repris(dossier, tmp_path):
    archive = ArchiveEssai()
    archive.renommer_code("H2913", "H2950")
    archive.renommer_code("D1102", "H2913")
    importer_rome(chemin=archive.ecrire(tmp_path / "rome"), appliquer=True)
    Metier.objects.filter(code_rome="H2950").delete()

    rapport = charger_metiers(dossier=dossier)

    assert any("H2913 est tenu par" in texte for texte in rapport.avertissements)
    assert Metier.objects.get(nom_masculin="Soudeur").code_rome == ""
    assert Metier.objects.get(code_rome="H2913").nom == "Boulanger / Boulangère"


def test_toutes_les_fautes_avec_fichier_et_ligne(dossier):
    _remplacer(dossier, 'riasec = "RC"', 'riasec = "XY"')
    _remplacer(dossier, "plait = ", "plaisir = ")
    _remplacer(dossier, '"souder", ', '"voler", ')
    _remplacer(dossier, "niveaux = [4, 3]", "niveaux = [4, 2]")
    _remplacer(dossier, 'conditions = ["bruit", "atelier"]', 'conditions = "bruit"')
    (dossier / "conditions.toml").write_text((dossier / "conditions.toml").read_text() + "\n[[condition]]\nslug = 3\n")

    fautes = _fautes(dossier)

    assert (
        "industrie.toml, ligne 9 : riasec : « XY » n'a pas la forme attendue (une ou deux lettres de RIASEC)" in fautes
    )
    assert "industrie.toml, ligne 23 : plaisir : clé inconnue" in fautes
    assert "industrie.toml, ligne 3 : plait : clé manquante" in fautes
    assert "industrie.toml, ligne 25 : savoir_faire : « voler » n'est pas dans la liste (savoir-faire)" in fautes
    assert "industrie.toml, ligne 29 : niveaux : « 2 » n'est pas dans la liste (niveau)" in fautes
    assert "industrie.toml, ligne 28 : conditions : une liste entre crochets est attendue" in fautes
    assert sum(faute.startswith("conditions.toml, ligne") for faute in fautes) == 3


@pytest.mark.parametrize(
    ("ancien", "nouveau", "faute"),
    [
        (
            'slug = "chaudronnier"',
            'slug = "soudeur-soudeuse"',
            "« soudeur-soudeuse » est déjà dans industrie.toml, ligne 5",
        ),
        ('code_rome = "H2902"', 'code_rome = "H2913"', "« H2913 » est déjà dans industrie.toml, ligne 4"),
        ('code_rome = "H2913"', 'code_rome = "H99999"', "n'a pas la forme attendue"),
        ('code_rome = "H2913"', 'code_rome = "H9913"', "n'est dans aucun domaine connu"),
        ('riasec = "RC"', 'riasec = "RR"', "les deux lettres sont les mêmes"),
        ('slug = "soudeur-soudeuse"', 'slug = "Soudeur"', "n'est pas une adresse"),
        ('famille = "industrie"', 'famille = "sante"', "ce fichier devrait s'appeler sante.toml"),
        ('famille = "industrie"', 'famille = "lune"', "n'est pas dans la liste (famille)"),
        ("Il fait fondre", "Il fait \\u0000 fondre", "caractère de contrôle"),
        ("n'en fassent", "n\u2019en fassent", "apostrophe typographique"),
        ('"La chaleur"', '"La chaleur", "La chaleur"', "élément répété"),
        ('masculin = "Soudeur"', 'masculin = ""', "ce texte est vide"),
        ('masculin = "Soudeur"', "masculin = 3", "un texte entre guillemets est attendu"),
        ('cadre = "non"', 'cadre = "oui"\ncadre = "non"', "TOML illisible"),
        ('cadre = "non"', "cadre = ", "TOML illisible"),
        ("savoir_etre = [300490]", "savoir_etre = [true]", "n'est pas dans la liste (savoir-être)"),
        ("[[metier]]", "[metier]", "TOML illisible"),
    ],
)
def test_chaque_faute_a_son_message(dossier, ancien, nouveau, faute):
    _remplacer(dossier, ancien, nouveau)
    fautes = _fautes(dossier)
    assert any(faute in texte and "ligne" in texte for texte in fautes), fautes


def test_les_references_se_repondent(dossier):
    _remplacer(dossier, 'domaines = ["N21", "N22"]', 'domaines = ["N21", "H11", "Z99"]', "familles.toml")
    (dossier / "mobilites.toml").write_text('[voisins]\nH2913 = ["H2913"]\nH2902 = ["A1101"]\n')
    fautes = _fautes(dossier)
    assert any("le domaine H11 est déjà dans une autre famille" in texte for texte in fautes)
    assert any("domaine inconnu : « Z99 »" in texte for texte in fautes)
    assert any("mobilites.toml, ligne 2" in texte and "propre voisin" in texte for texte in fautes)
    assert any("mobilites.toml, ligne 3" in texte and "A1101" in texte for texte in fautes)


def test_fichier_absent_ou_illisible(dossier):
    (dossier / "savoir_faire.toml").unlink()
    (dossier / "conditions.toml").write_bytes(b"\xff\xfe")
    fautes = _fautes(dossier)
    assert "savoir_faire.toml : fichier absent" in fautes
    assert "conditions.toml : le fichier n'est pas en UTF-8" in fautes


def test_la_commande(dossier, capsys):
    call_command("charger_metiers", "--dossier", str(dossier))
    assert "Familles" in capsys.readouterr().out
    call_command("charger_metiers", "--dossier", str(dossier))
    assert capsys.readouterr().out == "Métiers livrés : tout est à jour (2 métiers).\n"
    _remplacer(dossier, 'riasec = "RC"', 'riasec = "XY"')
    with pytest.raises(CommandError, match=r"rien n'est changé :\nindustrie\.toml, ligne 9"):
        call_command("charger_metiers", "--dossier", str(dossier))
