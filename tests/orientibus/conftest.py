"""The published benchmark of tours: its generator, its checker, its instances. Read where it stands, never copied."""

import importlib.util
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings


def _module(fichier: Path):
    spec = importlib.util.spec_from_file_location(f"banc_{fichier.stem}", fichier)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def banc() -> SimpleNamespace:
    """``verifier(instance, solution)``, ``generer(nom, demandes, semaines, graine)``, ``dossier``."""
    dossier = Path(settings.DONNEES_OFFICIELLES).parent / "tournees"
    if not (dossier / "check.py").is_file():
        if os.environ.get("DONNEES_OBLIGATOIRES"):
            pytest.fail("banc d'essai des tournées absent")
        pytest.skip("banc d'essai des tournées absent")
    juge, generateur = _module(dossier / "check.py"), _module(dossier / "gen.py")
    return SimpleNamespace(dossier=dossier, verifier=juge.check, generer=generateur.generate)


@pytest.fixture
def regles_du_bus(db) -> None:
    """The bundled operating values."""
    from tests.orientibus.fabriques import charger_les_regles

    charger_les_regles()
