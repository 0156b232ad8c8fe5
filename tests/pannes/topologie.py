"""PostgreSQL, Redis, a mail server, workers and beat, each a process of the test, on ports of its own."""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

RACINE = Path(__file__).resolve().parents[2]


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def attendre(condition, secondes: float = 60, pas: float = 0.1):
    """The first true value of ``condition``."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if valeur := condition():
            return valeur
        time.sleep(pas)
    raise AssertionError("attendu en vain")


def _ouvert(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
        return True
    return False


def programme(nom: str) -> str | None:
    return shutil.which(nom) or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{nom}"), reverse=True)), None)


class Postgres:
    """A cluster in a folder; as root it runs under the account of PostgreSQL, which refuses root."""

    def __init__(self) -> None:
        self.dossier, self.port = Path(tempfile.mkdtemp(prefix="pannes-")), port_libre()
        self.dossier.chmod(0o777)  # noqa: S103 - another account writes in it
        self.journal = self.dossier / "journal"
        self._lancer("initdb", "-D", f"{self.dossier}/d", "-A", "trust", "-U", "postgres", "-N")
        self.pg_ctl("start")
        with contextlib.closing(psycopg2.connect(self.url.removesuffix("portail") + "postgres")) as base:
            base.autocommit = True
            base.cursor().execute("CREATE DATABASE portail")

    def effacer(self) -> None:
        self.pg_ctl("stop")
        shutil.rmtree(self.dossier, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/portail"

    def _lancer(self, nom: str, *arguments: str) -> None:
        commande = [str(programme(nom)), *arguments]
        if os.geteuid() == 0:
            commande = ["runuser", "-u", "postgres", "--", *commande]
        subprocess.run(commande, cwd=self.dossier, check=True, stdout=subprocess.DEVNULL)

    def pg_ctl(self, geste: str) -> None:
        options = f"-p {self.port} -k {self.dossier} -c fsync=off -c listen_addresses=127.0.0.1"
        reste = ["-o", options, "-l", str(self.journal)] if geste != "stop" else []
        brutal = [] if geste == "start" else ["-m", "immediate"]
        self._lancer("pg_ctl", geste, "-w", "-D", f"{self.dossier}/d", *brutal, *reste)


class Topologie:
    """What the tests start, break and look at."""

    def __init__(self, dossier: Path, postgres: Postgres) -> None:
        self.dossier, self.postgres = dossier, postgres
        self.port_redis, self.port_smtp = port_libre(), port_libre()
        self.processus: list[subprocess.Popen[bytes]] = []
        self.mode("bien")
        (dossier / "recus").touch()
        self.env = {cle: v for cle, v in os.environ.items() if not cle.startswith(("CELERY", "DJANGO"))} | {
            "DEBUG": "1",
            "DATABASE_URL": postgres.url,
            "REDIS_URL": f"redis://127.0.0.1:{self.port_redis}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port_smtp}",
            "CELERY_TASK_ALWAYS_EAGER": "0",
            "ENVOIS_BAIL_SECONDES": "6",
            "ENVOIS_ATTENTE_SECONDES": "1",
            "ENVOIS_RELEVE_SECONDES": "1",
            "NIVEAU_JOURNAL": "INFO",
        }

    def lancer(self, nom: str, *commande: str) -> subprocess.Popen[bytes]:
        with (self.dossier / f"{nom}.journal").open("ab") as journal:
            fait = subprocess.Popen(
                commande, cwd=RACINE, env=self.env, stdout=journal, stderr=journal, start_new_session=True
            )
        self.processus.append(fait)
        return fait

    def redis(self) -> subprocess.Popen[bytes]:
        fait = self.lancer(
            "redis", "redis-server", "--port", str(self.port_redis), "--bind", "127.0.0.1", "--save", "", "--dir",
            str(self.dossier),
        )  # fmt: skip
        attendre(lambda: _ouvert(self.port_redis), 20)
        return fait

    def smtp(self) -> subprocess.Popen[bytes]:
        fait = self.lancer(
            "smtp", sys.executable, "-m", "tests.pannes.faux_smtp", str(self.port_smtp), str(self.dossier)
        )
        attendre(lambda: _ouvert(self.port_smtp), 20)
        return fait

    def ouvriers(self) -> subprocess.Popen[bytes]:
        """A worker of two processes."""
        return self._celery("ouvriers", "worker", "--concurrency=2", "--loglevel=info")

    def horloge(self) -> subprocess.Popen[bytes]:
        return self._celery("horloge", "beat", "--loglevel=info", f"--schedule={self.dossier}/horloge")

    def _celery(self, nom: str, *options: str) -> subprocess.Popen[bytes]:
        return self.lancer(nom, sys.executable, "-m", "celery", "-A", "orientation", *options)

    @staticmethod
    def tuer(processus: subprocess.Popen[bytes]) -> None:
        """``kill -9`` of a process and of its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)
        processus.wait()

    def arreter(self) -> None:
        for processus in self.processus:
            self.tuer(processus)

    def mode(self, mode: str) -> None:
        (self.dossier / "mode").write_text(mode)

    def recus(self) -> list[tuple[str, str]]:
        """Recipient and Message-ID of each message that the server took."""
        lignes = (self.dossier / "recus").read_text().splitlines()
        return [(ligne.split()[0], ligne.split()[1]) for ligne in lignes]

    def sql(self, requete: str, *valeurs: object) -> list[tuple[object, ...]]:
        with contextlib.closing(psycopg2.connect(self.postgres.url)) as base, base, base.cursor() as curseur:
            curseur.execute(requete, valeurs or None)
            return list(curseur.fetchall()) if curseur.description else []

    def devoir(self, nombre: int, nom: str = "personne") -> None:
        self.sql(
            """INSERT INTO comptes_courriel (cle, nature, destinataire, sujet, texte, entetes, etat, pas_avant, essais,
            reserve_par, erreur, created_at)
            SELECT %s || n, 'essai', %s || n || '@test.example', 'Bonjour', 'Un mot.', '{}', 'en_file', now(), 0,
            '', '', now() FROM generate_series(1, %s) n""",
            nom, nom, nombre,
        )  # fmt: skip

    def devoir_des_alertes(self, personnes: int, offres: int, frequence: str) -> None:
        commande = [sys.executable, "-m", "tests.pannes.alertes_dues", str(personnes), str(offres), frequence]
        subprocess.run(commande, cwd=RACINE, env=self.env | {"REDIS_URL": ""}, check=True)

    def etats(self, table: str = "comptes_courriel") -> dict[object, object]:
        return dict(self.sql(f"SELECT etat, count(*) FROM {table} GROUP BY etat"))  # noqa: S608 - ours
