"""Fixtures shared by the whole suite. No test reaches the network."""

import os
from pathlib import Path

import pytest
from django.conf import settings


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
