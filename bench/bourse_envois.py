"""Cost of a mail and of a push, in CPU of this process, as ratios of one run (``python -m bench.bourse_envois``).

Mails: the queue of the portal, one task per recipient (a row read, rendered, sent on a line of its own, written), and
the bare loop of ``smtplib`` that writes a message for each recipient; the loop over ready bytes is shown beside it.
Pushes: the queue, and the bare loop of encryption.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.base import executer, json_apres

MESURE = """
import json, sys, django; django.setup()
from bench.envois_mesures import mesurer
print("MESURE" + json.dumps(mesurer(*map(int, sys.argv[1:]))))
"""
SEUILS = {"courriels": 5.0, "smtp": 0.6, "push": 0.33}


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def puits() -> tuple["subprocess.Popen[bytes]", int, int]:
    """The servers in a process of their own, and their ports: mail, push."""
    ports = _port_libre(), _port_libre()
    serveur = subprocess.Popen([sys.executable, "-m", "bench.puits", *map(str, ports)])
    for _ in range(100):
        with socket.socket() as prise:
            if prise.connect_ex(("127.0.0.1", ports[1])) == 0:
                break
        time.sleep(0.05)
    return serveur, *ports


def afficher(mesure: dict[str, float]) -> bool:
    """One line a measure, and whether each ratio holds."""
    tenus = []
    for nom, libelle in (
        ("courriels", "courriels : fois moins cher qu'une tâche par destinataire"),
        ("smtp", "courriels : part de la vitesse d'une boucle SMTP nue"),
        ("smtp_prets", "courriels : part de la vitesse d'une boucle SMTP sur des octets tout prêts"),
        ("push", "notifications : part de la vitesse d'une boucle de chiffrement nue (http_ece)"),
        ("push_notre", "notifications : part de la vitesse d'une boucle de notre chiffrement, plus rapide"),
    ):
        seuil = SEUILS.get(nom, 0.0)
        tenus.append(mesure[nom] >= seuil)
        attendu = f" (au moins {seuil}) {'ok' if tenus[-1] else 'NON TENU'}" if seuil else ""
        print(f"  {libelle} : {mesure[nom]:.2f}{attendu}")
    for nom, ms in mesure.items():
        if nom.endswith("_ms"):
            print(f"    {nom.removesuffix('_ms'):28} {ms:6.3f} ms de processeur")
    return all(tenus)


def main() -> int:
    analyseur = argparse.ArgumentParser(prog="python -m bench.bourse_envois", description=__doc__)
    analyseur.add_argument("--nombre", type=int, default=6_000)
    analyseur.add_argument("--rapport", type=Path)
    options = analyseur.parse_args()
    serveur, port, port_push = puits()
    try:
        with tempfile.TemporaryDirectory(prefix="banc-envois-") as dossier:
            base = Path(dossier) / "base.sqlite3"
            os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
            mesure = json_apres("MESURE", executer(MESURE, base, str(options.nombre), str(port), str(port_push)))
    finally:
        serveur.terminate()
        serveur.wait()
    print(f"Envois : {options.nombre} destinataires d'une même offre")
    tenu = afficher({nom: float(str(valeur)) for nom, valeur in mesure.items()})
    if options.rapport:
        options.rapport.write_text(json.dumps(mesure, indent=2))
    return 0 if tenu else 1


if __name__ == "__main__":
    sys.exit(main())
