import subprocess
import sys

import pytest

from tests.pannes.topologie import RACINE, Postgres, Topologie, programme


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A cluster with the tables of the portal."""
    manquants = [nom for nom in ("initdb", "pg_ctl", "redis-server") if programme(nom) is None]
    if manquants:
        pytest.skip(f"absents : {', '.join(manquants)}")
    postgres = Postgres()
    topologie = Topologie(tmp_path_factory.mktemp("postgres"), postgres)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=RACINE, env=topologie.env | {"REDIS_URL": ""}, check=True
    )
    yield postgres
    postgres.effacer()


@pytest.fixture
def topologie(postgres, tmp_path):
    """Nothing runs yet but PostgreSQL; whatever a test starts is killed after it."""
    topologie = Topologie(tmp_path, postgres)
    topologie.sql("TRUNCATE comptes_courriel, stages_livraison, stages_alerte CASCADE")
    topologie.redis()
    topologie.serveur = topologie.smtp()
    yield topologie
    topologie.arreter()
