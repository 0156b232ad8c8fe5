"""Alerts on PostgreSQL: matching by key against the ordinary schema, and delivery rows against a bare insert.

``BANC_POSTGRES`` is the address of a server where the bench may create and drop a database of its own;
``BANC_ALERTES`` gives the sizes (``10000,100000`` by default; ``10000,100000,1000000`` for the figures of
``docs/mesures.md``).
"""

import json
import math
import os
from itertools import pairwise
from typing import Any

from bench.base import base_jetable, executer, lancer, serveur_postgres

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


def mesures(tailles: str = TAILLES) -> list[dict[str, Any]]:
    """What each size costs; the database is dropped at the end."""
    with base_jetable(serveur_postgres(), BASE) as adresse:
        executer(PREPARER, adresse)
        sortie = lancer(adresse, "-m", "bench.alertes_mesurees", tailles)
        return [json.loads(li.removeprefix("TAILLE")) for li in sortie.splitlines() if li.startswith("TAILLE")]


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
