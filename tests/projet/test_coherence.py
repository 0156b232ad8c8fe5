"""The project's own coherence: sizes, templates, tasks, admin, settings."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin

from orientation.celery import application

RACINE = Path(settings.RACINE)
APPS = (
    "commun",
    "territoires",
    "comptes",
    "metiers",
    "formations",
    "stages",
    "orientibus",
    "grenelle",
    "portail",
    "orientation",
    "bench",
)
LIGNES_PAR_FICHIER = 400
LIGNES_PAR_FONCTION = 40
# Models that have no page of their own in the admin: they are edited inside another model's page, or never by hand.
# The tables of the search: an index, written with its offers.
SANS_PAGE_ADMIN = {"stages.MotDOffre", "stages.MotConnu", "stages.MetierDOffre"}


def _fichiers(*motifs: str) -> list[Path]:
    dossiers = [RACINE / nom for nom in (*APPS, "tests", "templates", "static")]
    return sorted(f for d in dossiers for motif in motifs for f in d.rglob(motif) if "migrations" not in f.parts)


def test_aucun_fichier_trop_long():
    trop_longs = {
        str(f.relative_to(RACINE)): n
        for f in _fichiers("*.py", "*.html", "*.css", "*.js")
        if (n := len(f.read_text(encoding="utf-8").splitlines())) > LIGNES_PAR_FICHIER
    }
    assert trop_longs == {}


def test_aucune_fonction_trop_longue():
    trop_longues = []
    for fichier in _fichiers("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef):
                longueur = (noeud.end_lineno or 0) - noeud.lineno + 1
                if longueur > LIGNES_PAR_FONCTION:
                    trop_longues.append(f"{fichier.relative_to(RACINE)}:{noeud.lineno} {noeud.name} ({longueur})")
    assert trop_longues == []


def test_aucun_fourre_tout():
    interdits = {"utils.py", "helpers.py", "misc.py", "core.py", "outils.py"}
    assert [str(f) for f in _fichiers("*.py") if f.name in interdits] == []


def test_chaque_gabarit_sert():
    gabarits = {str(f.relative_to(RACINE / "templates")) for f in (RACINE / "templates").rglob("*.*") if f.is_file()}
    sources = "\n".join(
        f.read_text(encoding="utf-8")
        for d in (*APPS, "templates")
        for f in (RACINE / d).rglob("*")
        if f.suffix in {".py", ".html", ".txt", ".xml", ".svg"}
    )
    # Names that a package or Django looks for by itself.
    convention = re.compile(r"^(account|admin|allauth|registration|unfold|drf_spectacular)/|^\d{3}\.html$")
    inutiles = [g for g in sorted(gabarits) if g not in sources and not convention.match(g)]
    # A name built in Python, e.g. f"composants/{nom}.html".
    assert [g for g in inutiles if not re.search(re.escape(Path(g).stem), sources)] == []


def test_chaque_tache_planifiee_existe():
    application.loader.import_default_modules()
    planifiees = {str(p["task"]) for p in settings.CELERY_BEAT_SCHEDULE.values()}
    assert planifiees <= set(application.tasks)


def test_chaque_modele_est_dans_l_administration():
    nos_modeles = [
        m
        for a in ("territoires", "comptes", "metiers", "formations", "stages", "orientibus", "grenelle", "portail")
        for m in apps.get_app_config(a).get_models()
    ]
    inscrits = set(admin.site._registry)
    en_ligne = {i.model for ma in admin.site._registry.values() for i in ma.inlines}
    absents = [
        m._meta.label
        for m in nos_modeles
        if m not in inscrits
        and m not in en_ligne
        and not m._meta.label.rpartition(".")[2].startswith("Historical")
        and not m._meta.auto_created
        and m._meta.label not in SANS_PAGE_ADMIN
    ]
    assert absents == []


def test_aucun_script_ni_style_en_ligne():
    fautes = []
    for gabarit in (RACINE / "templates").rglob("*.html"):
        texte = gabarit.read_text(encoding="utf-8")
        for motif in (
            r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>",
            r"<style\b(?![^>]*nonce)",
            r"\sstyle=",
            r"\son\w+=",
        ):
            if re.search(motif, texte):
                fautes.append(f"{gabarit.relative_to(RACINE)}: {motif}")
    assert fautes == []


def test_aucune_adresse_d_un_autre_hote_chargee():
    motif = re.compile(
        r"(?:src|srcset)=[\"']https?://|<link[^>]+rel=[\"'](?:stylesheet|preload)[\"'][^>]+https?://|url\([\"']?https?://"
    )
    fautes = [
        str(f.relative_to(RACINE))
        for f in _fichiers("*.html", "*.css", "*.js")
        if motif.search(f.read_text(encoding="utf-8"))
    ]
    assert fautes == []


def test_aucun_chemin_de_machine_ni_adresse_d_index():
    suivis = subprocess.run(["git", "ls-files"], cwd=RACINE, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    motif = re.compile(r"(?<![\w./])/(?:work|home/\w+|root)/|--(?:extra-)?index-url")
    fautes = []
    for nom in filter(None, suivis):
        fichier = RACINE / nom
        if (
            fichier.suffix in {".png", ".ico", ".jpg"}
            or not fichier.is_file()
            or nom == "tests/projet/test_coherence.py"
        ):
            continue
        if motif.search(fichier.read_text(encoding="utf-8", errors="replace")):
            fautes.append(nom)
    assert fautes == []


@pytest.mark.parametrize("manque", ["SECRET_KEY"])
def test_sans_cle_la_production_ne_demarre_pas(manque):
    env = {k: v for k, v in os.environ.items() if k not in {manque, "DEBUG"}} | {"DEBUG": "0"}
    fini = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=RACINE, env=env, capture_output=True, text=True, check=False
    )
    assert fini.returncode != 0
    assert "SECRET_KEY" in fini.stderr


def test_les_reglages_de_production_passent_le_controle():
    env = os.environ | {"DEBUG": "0", "SECRET_KEY": "zq8-" + "v2Xk7" * 14, "ALLOWED_HOSTS": "orientation.example"}
    commande = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    fini = subprocess.run(commande, cwd=RACINE, env=env, capture_output=True, text=True, check=False)
    assert fini.returncode == 0, fini.stderr
    assert "no issues" in fini.stdout
