"""Rules of the bundle for the tests of the exchange."""

import pytest
from django.conf import settings

from commun.importation import Rapport


@pytest.fixture
def regles(db) -> None:
    """The bundled legal and operating values."""
    from stages.importeurs.regles import charger_regles, lire_regles

    charger_regles(lire_regles(settings.DONNEES / "stages" / "regles.toml"), Rapport())
