"""Rules of the bundle for the tests of the exchange."""

import pytest
from django.conf import settings

from commun.importation import Rapport


@pytest.fixture
def regles(db) -> None:
    """The bundled legal and operating values."""
    from commun.regles import ajouter_les_regles, lire_regles
    from stages.models import Regle

    ajouter_les_regles(Regle, lire_regles(settings.DONNEES / "stages" / "regles.toml"), Rapport())
