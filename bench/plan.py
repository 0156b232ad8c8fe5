"""The dashboard of the plan, small and large, as ratios to a bare page of the same run (``python -m bench.plan``).

Five plans, of which one invented: 200 measures, 1,000 indicators, 1,000,000 readings (``BANC_RELEVES``). SQLite.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from bench.base import environnement, executer, json_apres
from bench.client import Mesure
from bench.series import Allure, page_nue, pages

RELEVES = int(os.environ.get("BANC_RELEVES", "1000000"))
SEUIL, REQUETES = 3.0, 12

PREPARER = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
call_command("charger_donnees", verbosity=0)
"""

REMPLIR = """
import sys, django; django.setup()
from datetime import date
from django.db import connection, transaction
from django.utils import timezone
from grenelle.models import Axe, Cible, Indicateur, Jalon, Mesure, Plan, PublicDeMesure, Releve
from grenelle.services.suivi import recalculer
from territoires.models import Departement, TerritoireEmploi

nombre, maintenant = int(sys.argv[1]), timezone.now()
plan = Plan.objects.create(slug="banc", titre="Plan du banc", nom_court="Banc", region_code="52",
    region_nom="Pays de la Loire", debut=date(2020, 1, 1), acte="Aucun", resume="Un plan pour le banc.", ordre=90)
axes = [Axe.objects.create(plan=plan, code=str(n), rang=n, titre=f"Axe {n}") for n in range(1, 5)]
mesures = Mesure.objects.bulk_create([
    Mesure(axe=axes[n % 4], numero=str(n + 1), rang=n + 1, titre=f"Mesure {n + 1} du banc", resume="Une mesure.")
    for n in range(200)])
PublicDeMesure.objects.bulk_create([PublicDeMesure(mesure=m, public="lyceens") for m in mesures])
Jalon.objects.bulk_create([
    Jalon(mesure=m, code=f"j{n}", libelle=f"Jalon {n}", etat="fait", fait_le=date(2026, 1 + n, 3))
    for m in mesures for n in range(3)])
indicateurs = Indicateur.objects.bulk_create([
    Indicateur(plan=plan, mesure=m, code=f"i-{m.numero}-{n}", libelle=f"Indicateur {n}", frequence="mensuelle",
        echelle="territoire", rang=n) for m in mesures for n in range(5)])
Cible.objects.bulk_create([Cible(indicateur=i, valeur=100, le=date(2027, 12, 31)) for i in indicateurs])
lieux = [("region", "")] + [("departement", d.code) for d in Departement.objects.all()]
lieux += [("territoire", t.code) for t in TerritoireEmploi.objects.all()]
periodes = -(-nombre // (len(indicateurs) * len(lieux)))
mois = [(date(2026 - n // 12, 12 - n % 12, 1), date(2026 - n // 12, 12 - n % 12, 28)) for n in range(1, periodes + 1)]
champs = ["indicateur_id", "debut", "fin", "echelle", "territoire", "valeur", "statut", "source", "revision",
    "en_vigueur", "raison", "saisi_le", "demonstration"]
ordre = f"INSERT INTO {Releve._meta.db_table} ({', '.join(champs)}) VALUES ({', '.join(['%s'] * len(champs))})"
with transaction.atomic(), connection.cursor() as curseur:
    for i in indicateurs:
        curseur.executemany(ordre, [
            (i.pk, d, f, e, t, (i.pk * 7 + d.month * 3 + len(t)) % 120, "definitif", "Banc", 1, True, "", maintenant,
             True) for d, f in mois for e, t in lieux])
recalculer(plan=plan, maintenant=maintenant)
connection.cursor().execute("ANALYZE")
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
print("MESURE" + str(Releve.objects.count()))
"""

COMPTER = """
import json, django; django.setup()
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
settings.ALLOWED_HOSTS = ["127.0.0.1"]
settings.SECURE_SSL_REDIRECT = False
client, comptes = Client(SERVER_NAME="127.0.0.1"), {}
for adresse in __import__("sys").argv[1:]:
    cache.clear()
    with CaptureQueriesContext(connection) as vues:
        assert client.get(adresse).status_code == 200, adresse
    comptes[adresse] = len(vues)
print("MESURE" + json.dumps(comptes))
"""

SERIES = {
    "plan de 22 mesures": ["/grenelle/"],
    "plan de 200 mesures, gardé une minute": ["/grenelle/banc/"],
    "plan de 22 mesures, filtré": ["/grenelle/?public=lyceens"],
    "plan de 200 mesures, filtré": [f"/grenelle/banc/?axe={n}" for n in range(1, 5)],
    "mesure (5 indicateurs)": [f"/grenelle/banc/mesures/{n}/" for n in range(1, 200, 7)],
    "mesure par territoire": [f"/grenelle/banc/mesures/{n}/territoires/" for n in range(1, 200, 7)],
    "flux": ["/grenelle/banc/flux.atom"],
    "contributions": ["/grenelle/banc/contributions/"],
}


def milieu(avant: Mesure, apres: Mesure) -> Mesure:
    """The bare page before and after the others: a shared machine does not stay the same."""
    return Mesure(
        (avant.par_seconde + apres.par_seconde) / 2,
        (avant.mediane_ms + apres.mediane_ms) / 2,
        max(avant.p95_ms, apres.p95_ms),
        avant.erreurs + apres.erreurs,
    )


def afficher(mesures: dict[str, Mesure], requetes: dict[str, int], nue: Mesure) -> bool:
    """One line a series, and whether the two promises of the dashboard hold."""
    tenu = True
    for nom, m in mesures.items():
        rapport = nue.par_seconde / m.par_seconde if m.par_seconde else float("inf")
        compte = requetes[SERIES[nom][0]]
        promesse = ""
        if nom.startswith("plan de"):
            juste = compte <= REQUETES and ("filtré" in nom or rapport <= SEUIL)
            tenu, promesse = tenu and juste, "ok" if juste else "NON TENU"
        print(
            f"  {nom:40} {m.par_seconde:8.1f} req/s  médiane {m.mediane_ms:6.1f} ms  {rapport:5.1f} × la page nue  "
            f"{compte:2} requêtes à froid  {m.erreurs} erreur(s) {promesse}"
        )
    return tenu


def main() -> int:
    analyseur = argparse.ArgumentParser(prog="python -m bench.plan", description=__doc__)
    Allure.demander(analyseur)
    analyseur.add_argument("--rapport", type=Path)
    options = analyseur.parse_args()
    allure = Allure.lire(options)
    with tempfile.TemporaryDirectory(prefix="banc-plan-") as dossier:
        base = Path(dossier) / "base.sqlite3"
        executer(PREPARER, base)
        nombre = executer(REMPLIR, base, str(RELEVES)).split("MESURE")[1].strip()
        adresses = [liste[0] for liste in SERIES.values()]
        requetes = {a: int(str(n)) for a, n in json_apres("MESURE", executer(COMPTER, base, *adresses)).items()}
        avant = page_nue(allure)
        mesures = pages(SERIES, environnement(base), allure)
        nue = milieu(avant, page_nue(allure))
    charge = os.getloadavg()[0]
    print(f"\nLe plan : cinq plans, {nombre} relevés, SQLite ; charge de la machine {charge:.1f}")
    print(f"  {'page Django nue':40} {nue.par_seconde:8.1f} req/s  médiane {nue.mediane_ms:6.1f} ms")
    tenu = afficher(mesures, requetes, nue)
    if options.rapport:
        rapport = {nom: vars(m) | {"requetes": requetes[SERIES[nom][0]]} for nom, m in mesures.items()}
        options.rapport.write_text(json.dumps({"page nue": vars(nue), "charge": charge, **rapport}, indent=2))
    return 0 if tenu else 1


if __name__ == "__main__":
    sys.exit(main())
