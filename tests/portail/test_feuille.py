"""The one style sheet: its weight, its layers, and the icons."""

import gzip
import re

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

from commun.feuilles import NOM, FeuilleUnique, assembler

POIDS_MAX = 25 * 1024
LIGNES_MAX = 400


def test_la_feuille_pese_moins_de_25_ko():
    assert len(gzip.compress(assembler().encode())) <= POIDS_MAX


def test_les_couches_sont_declarees_dans_l_ordre():
    texte = assembler()
    declaration = re.search(r"@layer ([a-z, ]+);", texte)[1].split(", ")
    assert declaration == ["tokens", "base", "layout", "components", "pages", "print"]
    assert set(re.findall(r"@layer (\w+) \{", texte)) <= set(declaration)
    assert texte.count("{") == texte.count("}")
    sans_couches = re.sub(r"/\*.*?\*/", "", texte, flags=re.S)
    assert len(re.findall(r"^\S.*\{$", sans_couches, re.M)) == len(re.findall(r"^@layer", sans_couches, re.M)) - 1


def test_la_feuille_ne_demande_rien_a_personne():
    assert "url(" not in assembler() and "@import" not in assembler()


def test_les_fichiers_restent_courts(settings):
    for dossier, motif in (("css", "*.css"), ("js", "*.js")):
        for fichier in (settings.RACINE / "static" / dossier).glob(motif):
            assert len(fichier.read_text(encoding="utf-8").splitlines()) <= LIGNES_MAX, fichier.name


def test_chaque_propriete_employee_est_definie():
    texte = assembler()
    assert set(re.findall(r"var\(--([a-z0-9-]+)", texte)) - set(re.findall(r"--([a-z0-9-]+):", texte)) == set()


def test_la_feuille_est_reecrite_quand_une_couche_change(tmp_path, settings):
    (tmp_path / "static/css").mkdir(parents=True)
    couche = tmp_path / "static/css/1-a.css"
    couche.write_text("a { color: red }")
    settings.RACINE = tmp_path
    chercheur = FeuilleUnique()
    premier = chercheur.find(NOM)
    couche.write_text("a { color: blue }")
    (tmp_path / "static/css/2-b.css").write_text("b { color: green }")
    assert chercheur.find(NOM, find_all=True) == [premier]
    [(nom, stockage)] = chercheur.list([])
    with stockage.open(nom) as fichier:
        assert fichier.read().decode() == "a { color: blue }\nb { color: green }\n"
    assert chercheur.find("css/autre.css") == []


def test_django_la_trouve():
    assert isinstance(StaticFilesStorage().url(NOM), str)
    assert finders.find(NOM)
