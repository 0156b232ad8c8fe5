"""Alerts on PostgreSQL: matching by key against the ordinary schema, and delivery rows against a bare insert.

``BANC_POSTGRES`` is the address of a server where the bench may create and drop a database of its own;
``BANC_ALERTES`` gives the sizes (``10000,100000`` by default; ``10000,100000,1000000`` for the figures of
``docs/mesures.md``).
"""

import json
import math
import os
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit, urlunsplit

BASE = "banc_bourse_alertes"
TAILLES = os.environ.get("BANC_ALERTES", "10000,100000")
PREPARER = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
for nom in ("migrate", "charger_donnees"):
    call_command(nom, verbosity=0)
for dossier, commande in (("rome", "importer_rome"), ("geo", "importer_territoires")):
    if (settings.DONNEES_OFFICIELLES / dossier).is_dir():
        call_command(commande, str(settings.DONNEES_OFFICIELLES / dossier), appliquer=True, verbosity=0)
"""


def serveur_postgres() -> str:
    """Address of the server's own database, or nothing when none is given."""
    return os.environ.get("BANC_POSTGRES", "")


def _sur_le_serveur(serveur: str, *ordres: str) -> None:
    import psycopg2

    with closing(psycopg2.connect(serveur)) as connexion:
        connexion.autocommit = True
        with connexion.cursor() as curseur:
            for ordre in ordres:
                curseur.execute(ordre)


def _python(adresse: str, *arguments: str) -> str:
    environnement = {
        **os.environ,
        "DATABASE_URL": adresse,
        "DEBUG": "0",
        "SECRET_KEY": "banc-d-essai",
        "DJANGO_SETTINGS_MODULE": "orientation.settings",
    }
    fini = subprocess.run([sys.executable, *arguments], env=environnement, capture_output=True, text=True, check=False)
    if fini.returncode:
        raise RuntimeError(fini.stderr[-3000:])
    return fini.stdout


def mesures(tailles: str = TAILLES) -> list[dict[str, Any]]:
    """What each size costs; the database is dropped at the end."""
    serveur = serveur_postgres()
    adresse = urlunsplit(urlsplit(serveur)._replace(path=f"/{BASE}"))
    _sur_le_serveur(serveur, f"DROP DATABASE IF EXISTS {BASE} WITH (FORCE)", f"CREATE DATABASE {BASE}")
    try:
        _python(adresse, "-c", PREPARER)
        sortie = _python(adresse, "-m", "bench.alertes_mesurees", tailles)
        return [json.loads(li.removeprefix("TAILLE")) for li in sortie.splitlines() if li.startswith("TAILLE")]
    finally:
        _sur_le_serveur(serveur, f"DROP DATABASE IF EXISTS {BASE} WITH (FORCE)")


def afficher(tailles: list[dict[str, Any]]) -> None:
    """One line a size, then how the cost grows from one to the next."""
    print("\nAlertes de stage, PostgreSQL")
    for t in tailles:
        rapport = t["par_formule_ms"] / t["par_cle_memes_ms"]
        print(
            f"  {t['alertes']:>9} alertes   par clé {t['par_cle_ms']:6.1f} ms"
            f"   schéma ordinaire {t['par_formule_ms']:7.1f} ms   {rapport:5.1f} × plus vite"
            f"   {t['trouvees']:6.0f} trouvées   trouver et écrire {t['livrer_sur_nu']:4.2f} × écrire"
            f"   index seul : {'oui' if t['index_seul'] else 'non'}"
        )
    for avant, apres in pairwise(tailles):
        pas = math.log(apres["alertes"] / avant["alertes"])
        exposant = math.log(apres["par_cle_ms"] / avant["par_cle_ms"]) / pas
        print(f"  de {avant['alertes']} à {apres['alertes']} alertes : exposant {exposant:.2f}")


if __name__ == "__main__":
    afficher(mesures())
