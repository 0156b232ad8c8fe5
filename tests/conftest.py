"""Fixtures shared by the whole suite. No test reaches the network."""

import json
import os
import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings


def pytest_addoption(parser):
    parser.addoption("--jour", help="Run the suite as if it were that day (AAAA-MM-JJ): a test must not depend on it.")


def pytest_configure(config):
    jour = config.getoption("--jour")
    if jour:
        machine = time_machine.travel(datetime.fromisoformat(f"{jour}T09:00").replace(tzinfo=UTC), tick=True)
        machine.start()
        config.add_cleanup(machine.stop)


@pytest.fixture(autouse=True)
def _cadre(settings, tmp_path):
    """Cheap passwords, private folders, and a cache that no other test has written in."""
    from django.core.cache import cache

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "medias"
    cache.clear()


@pytest.fixture(scope="session")
def donnees_officielles() -> Path:
    """Folder of the official files; the test is skipped, with its reason, where they are absent."""
    dossier = Path(settings.DONNEES_OFFICIELLES)
    if not dossier.is_dir():
        if os.environ.get("DONNEES_OBLIGATOIRES"):
            pytest.fail(f"fichiers officiels absents : {dossier.name}")
        pytest.skip(f"fichiers officiels absents : {dossier.name}")
    return dossier


# Families loaded by ``catalogue_minimal``, and the files that they refer to.
FAMILLES_MINIMALES = ("industrie", "navale-nautisme")
REFERENCES = ("familles", "referentiels", "savoir_faire", "conditions", "synonymes")


@pytest.fixture(autouse=True)
def _memoires_vides():
    """What this process remembers of the catalogue belongs to one test."""
    from metiers.services import memoire
    from metiers.services.frequentation import TAMPON

    memoire.oublier()
    TAMPON.prendre()


def _voisins_reduits(dossier: Path) -> str:
    """The bundled neighbours, between the occupations of this folder only."""
    metiers = [m for nom in FAMILLES_MINIMALES for m in tomllib.loads((dossier / f"{nom}.toml").read_text())["metier"]]
    codes = {metier["code_rome"] for metier in metiers}
    voisins = tomllib.loads((settings.DONNEES / "metiers" / "mobilites.toml").read_text())["voisins"]
    gardes = {code: [v for v in suite if v in codes] for code, suite in voisins.items() if code in codes}
    return "[voisins]\n" + "\n".join(f"{code} = {json.dumps(suite)}" for code, suite in gardes.items() if suite) + "\n"


@pytest.fixture
def catalogue_minimal(db, tmp_path) -> None:
    """Two bundled families of occupations and the bundled territories."""
    from metiers.services.chargement import charger_metiers
    from territoires.services.importation import charger_livraison

    dossier = tmp_path / "metiers"
    dossier.mkdir()
    for nom in (*REFERENCES, *FAMILLES_MINIMALES):
        shutil.copy(settings.DONNEES / "metiers" / f"{nom}.toml", dossier)
    (dossier / "mobilites.toml").write_text(_voisins_reduits(dossier))
    charger_metiers(dossier=dossier)
    charger_livraison(dossier=settings.DONNEES / "territoires")
