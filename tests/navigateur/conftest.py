"""A real site (gunicorn, production settings, bundled data) and a real browser (headless Chromium)."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RACINE = Path(settings.RACINE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "navigateur" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.navigateur)


def _environnement(dossier: Path, port_courriel: int) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{dossier / 'site.sqlite3'}",
        "STATIC_ROOT": str(dossier / "statiques"),
        "MEDIA_ROOT": str(dossier / "medias"),
        "SECRET_KEY": "cle-des-parcours-sans-valeur-hors-de-la-suite",
        "REDIS_URL": "",
        "SECURE_SSL_REDIRECT": "0",
        "COOKIES_SECURE": "0",
        "EMAIL_URL": f"smtp://127.0.0.1:{port_courriel}",
        "REGISTRE_ENTREPRISES_URL": "",
    }


@dataclass
class Boite:
    """Every mail that the site sent, as a mail server received it."""

    recus: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, serveur: Any, session: Any, enveloppe: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.recus.append(message_from_bytes(enveloppe.content, policy=default))
        return "250 OK"

    def attendre(self, adresse: str, sujet: str, secondes: float = 20) -> str:
        """The text of the first mail to ``adresse`` whose subject holds ``sujet``, once it has come."""
        fin = time.monotonic() + secondes
        while time.monotonic() < fin:
            for recu in list(self.recus):
                if adresse in str(recu["To"]) and sujet in str(recu["Subject"]):
                    return recu.get_body(("plain",)).get_content()
            time.sleep(0.2)
        vus = [(str(r["To"]), str(r["Subject"])) for r in self.recus]
        pytest.fail(f"aucun courriel « {sujet} » pour {adresse} ; reçus : {vus}")


@pytest.fixture(scope="session")
def boite() -> Iterator[Boite]:
    boite = Boite()
    serveur = Controller(boite, hostname="127.0.0.1", port=0)
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        serveur.port = boite.port = prise.getsockname()[1]
    serveur.start()
    yield boite
    serveur.stop()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, boite: Boite) -> Iterator[str]:
    """Address of a site served as in production, with the bundled data and the demo accounts."""
    env = _environnement(tmp_path_factory.mktemp("site"), boite.port)
    gestion = [sys.executable, "manage.py"]
    subprocess.run([*gestion, "preparer"], cwd=RACINE, env=env | {"DEBUG": "1"}, check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    adresse = f"http://127.0.0.1:{port}"
    env |= {"DEBUG": "0", "SITE_URL": adresse}
    subprocess.run([*gestion, "collectstatic", "--noinput", "-v0"], cwd=RACINE, env=env, check=True)
    commande = [sys.executable, "-m", "gunicorn", "orientation.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    serveur = subprocess.Popen([*commande, "--threads", "4", "--log-level", "warning"], cwd=RACINE, env=env)
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{adresse}/sante/", timeout=5)
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        else:
            pytest.fail("le site ne démarre pas")
        yield adresse
    finally:
        serveur.terminate()
        serveur.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = next(filter(None, (shutil.which(n) for n in ("chromium", "chromium-browser", "google-chrome"))), None)
    if executable is None:
        pytest.fail("Chromium est nécessaire pour ces tests.")
    with sync_playwright() as p:
        navigateur = p.chromium.launch(executable_path=executable, args=OPTIONS_CHROMIUM)
        yield navigateur
        navigateur.close()


@dataclass
class Visite:
    """One page in one window: what it asked, what it said."""

    page: Page
    contexte: BrowserContext
    requetes: list[str] = field(default_factory=list)
    octets: int = 0
    console: list[str] = field(default_factory=list)


@pytest.fixture
def ouvrir(site: str, chromium: Browser):
    """``ouvrir(chemin, largeur=…, theme=…, script=…)`` opens a page in a fresh context and follows what it loads."""
    contextes: list[BrowserContext] = []

    def _ouvrir(chemin: str, *, largeur: int = 1440, theme: str = "light", script: bool = True) -> Visite:
        contexte = chromium.new_context(
            viewport={"width": largeur, "height": 900 if largeur > 600 else 740},
            color_scheme=theme,
            java_script_enabled=script,
            locale="fr-FR",
            base_url=site,
            reduced_motion="reduce",
        )
        contextes.append(contexte)
        visite = Visite(contexte.new_page(), contexte)
        visite.page.on("console", lambda m: visite.console.append(f"{m.type}: {m.text}"))
        visite.page.on("pageerror", lambda e: visite.console.append(f"erreur: {e}"))

        def terminee(requete):
            visite.requetes.append(requete.url)
            tailles = requete.sizes()
            visite.octets += tailles["responseBodySize"] + tailles["responseHeadersSize"]

        visite.page.on("requestfinished", terminee)
        visite.page.goto(chemin, wait_until="networkidle")
        return visite

    yield _ouvrir
    for contexte in contextes:
        contexte.close()
