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
from pathlib import Path

import pytest
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


def _environnement(dossier: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{dossier / 'site.sqlite3'}",
        "STATIC_ROOT": str(dossier / "statiques"),
        "MEDIA_ROOT": str(dossier / "medias"),
        "SECRET_KEY": "cle-des-parcours-sans-valeur-hors-de-la-suite",
        "REDIS_URL": "",
        "SECURE_SSL_REDIRECT": "0",
        "COOKIES_SECURE": "0",
        "EMAIL_URL": "filemail://",
    }


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site served as in production, with the bundled data and the demo accounts."""
    env = _environnement(tmp_path_factory.mktemp("site"))
    gestion = [sys.executable, "manage.py"]
    subprocess.run([*gestion, "preparer"], cwd=RACINE, env=env | {"DEBUG": "1"}, check=True, stdout=subprocess.DEVNULL)
    env |= {"DEBUG": "0"}
    subprocess.run([*gestion, "collectstatic", "--noinput", "-v0"], cwd=RACINE, env=env, check=True)
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    commande = [sys.executable, "-m", "gunicorn", "orientation.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    serveur = subprocess.Popen([*commande, "--threads", "4", "--log-level", "warning"], cwd=RACINE, env=env)
    adresse = f"http://127.0.0.1:{port}"
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
