import pytest

from stages.clients.push import nouvelles_cles
from tests.comptes.envois.conftest import serveur  # noqa: F401 - the mail server in memory
from tests.stages.envois.fabriques import FauxService


@pytest.fixture
def cles_push(settings) -> str:
    """Keys of the portal; its public key."""
    settings.VAPID_CLE_PRIVEE, publique = nouvelles_cles()
    return publique


@pytest.fixture
def service(cles_push) -> FauxService:
    return FauxService()
