"""Databases for the benchmark: one full import, then copies cut down to fewer occupations."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

PREPARER = """
import json, resource, time
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
call_command("charger_donnees", verbosity=0)
officiel = settings.DONNEES_OFFICIELLES / "rome"
mesure = {"officiel": officiel.is_dir()}
if officiel.is_dir():
    debut = time.perf_counter()
    call_command("importer_rome", str(officiel), appliquer=True, verbosity=0)
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    mesure |= {"secondes": time.perf_counter() - debut, "memoire_mo": memoire}
    for dossier, commande in (("geo", "importer_territoires"), ("emploi", "importer_emploi")):
        if (officiel.parent / dossier).is_dir():
            call_command(commande, str(officiel.parent / dossier), appliquer=True, verbosity=0)
print("MESURE" + json.dumps(mesure))
"""

REDUIRE = """
import sys, django; django.setup()
from metiers.models import EtatCatalogue, Metier
garder = Metier.objects.publies().order_by("slug").values_list("pk", flat=True)
pas = max(1, len(garder) // int(sys.argv[1]))
Metier.objects.exclude(pk__in=list(garder[::pas])[: int(sys.argv[1])]).update(etat=Metier.Etat.RETIRE)
EtatCatalogue.objects.update(version=10_000)
print(Metier.objects.publies().count())
"""

VIDER_JOURNAL = """
import django; django.setup()
from django.db import connection
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""

CHEMINS = """
import json, django; django.setup()
from metiers.models import Appellation, Metier
def echantillon(lignes): return lignes[:: max(1, len(lignes) // 200)][:200]
metiers = list(Metier.objects.publies().order_by("slug").values_list("slug", flat=True))
titres = list(Appellation.objects.filter(metier__etat="publie").order_by("pk").values_list("libelle", flat=True))
from metiers.services.reseau import reseau_courant
reseau = reseau_courant()
base = reseau.base_principale
savoirs = [[base.savoirs[c].code for c in base.par_ligne[ligne]] for ligne in echantillon(list(reseau.lignes.values()))]
from territoires.models import Commune
communes = list(Commune.objects.actives().order_by("code_insee").values_list("code_insee", flat=True))
print("CHEMINS" + json.dumps({
    "communes": echantillon(communes),
    "fiches": echantillon(metiers), "titres": echantillon(titres), "savoirs": [codes for codes in savoirs if codes],
}))
"""


def environnement(base: Path | str, statiques: str = "/nonexistent") -> dict[str, str]:
    """What a process of the bench needs; ``base`` is a file of SQLite, or the address of a PostgreSQL database."""
    return {
        "DEBUG": "0",
        "SECRET_KEY": "banc-d-essai",
        "SECURE_SSL_REDIRECT": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "STATIC_ROOT": str(base.parent / "statiques") if isinstance(base, Path) else statiques,
        "DATABASE_URL": f"sqlite:///{base}" if isinstance(base, Path) else base,
        "DJANGO_SETTINGS_MODULE": "orientation.settings",
    }


def lancer(base: Path | str, *arguments: str) -> str:
    """A fresh Python with Django on ``base``; its standard output."""
    fini = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environnement(base)},
        capture_output=True,
        text=True,
        check=False,
    )
    if fini.returncode:
        raise RuntimeError(fini.stderr[-3000:])
    return fini.stdout


def executer(code: str, base: Path | str, *arguments: str) -> str:
    """The same for some lines of code."""
    return lancer(base, "-c", code, *arguments)


def serveur_postgres() -> str:
    """Address of the server's own database (``BANC_POSTGRES``), or nothing when none is given."""
    return os.environ.get("BANC_POSTGRES", "")


@contextmanager
def base_jetable(serveur: str, nom: str) -> Iterator[str]:
    """Address of a new database on a PostgreSQL server, dropped at the end."""
    adresse = urlunsplit(urlsplit(serveur)._replace(path=f"/{nom}"))
    _sur_le_serveur(serveur, f"DROP DATABASE IF EXISTS {nom}", f"CREATE DATABASE {nom}")
    try:
        yield adresse
    finally:
        _sur_le_serveur(serveur, f"DROP DATABASE IF EXISTS {nom} WITH (FORCE)")


def _sur_le_serveur(adresse: str, *ordres: str) -> None:
    import psycopg2

    with closing(psycopg2.connect(adresse)) as connexion:
        connexion.autocommit = True
        with connexion.cursor() as curseur:
            for ordre in ordres:
                curseur.execute(ordre)


def json_apres(marque: str, sortie: str) -> dict[str, object]:
    """The JSON object printed after ``marque``."""
    ligne = next(ligne for ligne in sortie.splitlines() if ligne.startswith(marque))
    objet: dict[str, object] = json.loads(ligne.removeprefix(marque))
    return objet


def preparer(dossier: Path) -> tuple[Path, dict[str, object]]:
    """A full database in ``dossier`` and the time and memory of the official import."""
    base = dossier / "complete.sqlite3"
    return base, json_apres("MESURE", executer(PREPARER, base))


def reduire(base: Path, nombre: int) -> Path:
    """A copy of ``base`` with only ``nombre`` published occupations."""
    executer(VIDER_JOURNAL, base)
    copie = base.with_name(f"reduite-{nombre}.sqlite3")
    shutil.copy(base, copie)
    executer(REDUIRE, copie, str(nombre))
    return copie
