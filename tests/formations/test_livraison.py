"""The bundled trainings: whole, honest about what is invented, loaded once, and never over somebody's work."""

import shutil
import tomllib

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from commun.importation import ImportRefuse
from formations.importeurs.livraison import lire_livraison
from formations.models import Certification, Etablissement, Formation, JourneePortesOuvertes, Offre
from formations.services.chargement import charger_formations
from metiers.models import Metier
from metiers.services.chargement import charger_metiers
from territoires.models import Importation
from territoires.services.importation import charger_livraison

DOSSIER = settings.DONNEES / "formations"

pytestmark = pytest.mark.django_db


@pytest.fixture
def bases(db):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    charger_metiers()


@pytest.fixture
def copie(tmp_path):
    return shutil.copytree(DOSSIER, tmp_path / "formations")


def test_le_jeu_livre_couvre_la_region(bases):
    rapport = charger_formations()
    assert rapport.avertissements == []
    assert Etablissement.objects.count() >= 120
    assert Offre.objects.count() >= 250
    assert Formation.objects.count() >= 80
    departements = set(Etablissement.objects.values_list("commune__departement__code", flat=True))
    assert departements == {"44", "49", "53", "72", "85"}
    types = set(Etablissement.objects.values_list("type", flat=True))
    assert {"lycee_pro", "lycee_agricole", "mfr", "ecole_production", "universite", "remediation"} <= types
    assert set(Offre.objects.values_list("voie", flat=True)) == {"scolaire", "apprentissage", "continue"}
    assert set(Formation.objects.values_list("niveau", flat=True)) >= {3, 4, 5, 6, 7}
    assert not Formation.objects.filter(offres=None).exists()
    prepares = Metier.objects.filter(certifications__formations__offres__isnull=False).distinct()
    assert prepares.count() >= 160
    assert prepares.values("famille").distinct().count() >= 15


def test_ce_qui_est_invente_le_dit(bases):
    charger_formations()
    assert not Offre.objects.exclude(places_restantes=None).exclude(demonstration=True).exists()
    assert Offre.objects.exclude(places_restantes=None).exists()
    assert not Offre.objects.exclude(capacite=None).exists()
    assert not JourneePortesOuvertes.objects.exclude(demonstration=True).exists()
    assert not Offre.objects.filter(source="").exists()


def test_chaque_lien_nomme_un_metier_livre(bases):
    """Every link names an occupation that is bundled."""
    certifications = tomllib.loads((DOSSIER / "certifications.toml").read_text())["certification"]
    slugs = {slug for c in certifications for slug in c["metiers"]}
    assert slugs <= set(Metier.objects.values_list("slug", flat=True))


def test_charger_deux_fois_ne_change_rien(bases, copie):
    charger_formations(dossier=copie)
    assert charger_formations(dossier=copie) is None
    (copie / "offres-sarthe.toml").write_text((copie / "offres-sarthe.toml").read_text() + "\n# une remarque\n")
    rapport = charger_formations(dossier=copie)
    assert rapport is not None and not rapport.total().change
    assert rapport.total().conserves == 0
    assert Importation.objects.filter(jeu="formations-livrees").count() == 1


def test_ce_que_l_equipe_a_change_est_garde(bases, copie):
    charger_formations(dossier=copie)
    Etablissement.objects.filter(uai="0530778H").update(nom="Lycée renommé par l'équipe")
    offre = Offre.objects.exclude(places_restantes=None).first()
    Offre.objects.filter(pk=offre.pk).update(places_restantes=None)
    texte = (copie / "formations.toml").read_text()
    (copie / "formations.toml").write_text(texte.replace("tôt le matin.", "avant le lever du jour."))
    rapport = charger_formations(dossier=copie)
    assert rapport.total().conserves == 2
    assert Etablissement.objects.get(uai="0530778H").nom == "Lycée renommé par l'équipe"
    assert "avant le lever du jour" in Formation.objects.get(slug="cap-boulanger").description
    offre.refresh_from_db()
    assert offre.places_restantes is None


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "attendu"),
    [
        ("offres-sarthe.toml", 'voie = "scolaire"', 'voie = "par-correspondance"', "n'est pas dans la liste (voie)"),
        ("formations.toml", "niveau = 3", "niveau = 9", "n'est pas dans la liste (niveau)"),
        ("etablissements-mayenne.toml", 'uai = "0530778H"', 'uai = "0530778"', "n'a pas la forme attendue"),
        ("etablissements-mayenne.toml", "latitude = 48", "latitude = 480", "n'est pas entre -90 et 90"),
        ("certifications.toml", 'codes_rome = ["G1602"]', 'codes_rome = ["G16"]', "n'a pas la forme attendue"),
        ("formations.toml", 'certification = "cap-cuisine"', 'certification = "cap-rien"', "inconnu : « cap-rien »"),
        ("formations.toml", 'slug = "cap-cuisine"', 'slug = "cap-boulanger"', "déjà employé plus haut"),
        ("etablissements-mayenne.toml", "T09:00:00", "T23:00:00", "la fin ne suit pas le début"),
    ],
)
def test_une_faute_refuse_tout_avec_son_fichier_et_sa_ligne(db, copie, fichier, avant, apres, attendu):
    texte = (copie / fichier).read_text()
    assert avant in texte
    (copie / fichier).write_text(texte.replace(avant, apres, 1))
    with pytest.raises(ImportRefuse) as refus:
        charger_formations(dossier=copie)
    raisons = [str(raison) for raison in refus.value.raisons]
    assert any(attendu in raison and fichier in raison and "ligne" in raison for raison in raisons), raisons
    assert Etablissement.objects.count() == Certification.objects.count() == 0


def test_une_commune_inconnue_refuse_tout(db, copie):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    chemin = copie / "etablissements-mayenne.toml"
    chemin.write_text(chemin.read_text().replace('commune = "53130"', 'commune = "53999"', 1))
    with pytest.raises(CommandError, match="commune inconnue"):
        call_command("charger_formations", dossier=copie)
    assert Etablissement.objects.count() == 0


def test_un_metier_absent_est_dit_et_relie_quand_il_arrive(db, copie, capsys):
    charger_livraison(dossier=settings.DONNEES / "territoires")
    rapport = charger_formations(dossier=copie)
    assert "soudeur-soudeuse" in rapport.avertissements[0]
    charger_metiers()
    charger_formations(dossier=copie)
    soudeur = Metier.objects.get(slug="soudeur-soudeuse")
    assert Formation.objects.menant_a(soudeur).exists()


def test_un_dossier_vide_est_refuse(tmp_path):
    with pytest.raises(ImportRefuse, match="1 raison"):
        lire_livraison(tmp_path)
