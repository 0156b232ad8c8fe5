"""A small load client: a fixed time, one connection a request, no parsing beyond the status and the length.

Connections that stay open would settle on one process or the other by chance, and the rates with them.
"""

import itertools
import socket
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Mesure:
    """Requests per second and latencies in milliseconds over one round."""

    par_seconde: float
    mediane_ms: float
    p95_ms: float
    erreurs: int


def _lire_reponse(flux: socket.socket) -> int:
    """Read one whole response; return its status (0 when the connection broke)."""
    recu = b""
    while b"\r\n\r\n" not in recu:
        morceau = flux.recv(65536)
        if not morceau:
            return 0
        recu += morceau
    entete, _, corps = recu.partition(b"\r\n\r\n")
    longueur = next(
        (int(ligne.split(b":")[1]) for ligne in entete.split(b"\r\n") if ligne.lower().startswith(b"content-length:")),
        0,
    )
    while len(corps) < longueur:
        morceau = flux.recv(65536)
        if not morceau:
            return 0
        corps += morceau
    return int(entete.split(b" ", 2)[1])


def _connexion(
    port: int, chemins: Sequence[str], depart: int, fin: float, durees: list[float], erreurs: list[int]
) -> None:
    for chemin in itertools.islice(itertools.cycle(chemins), depart, None):
        debut = time.perf_counter()
        if debut > fin:
            break
        with socket.create_connection(("127.0.0.1", port), timeout=30) as flux:
            flux.sendall(f"GET {chemin} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            statut = _lire_reponse(flux)
        durees.append(time.perf_counter() - debut)
        if statut != 200:
            erreurs.append(statut)


def mesurer(port: int, chemins: Sequence[str], *, secondes: float, connexions: int) -> Mesure:
    """Ask ``chemins`` in turn from ``connexions`` connections for ``secondes`` seconds."""
    durees: list[float] = []
    erreurs: list[int] = []
    debut = time.perf_counter()
    fils = [
        threading.Thread(target=_connexion, args=(port, chemins, i * 17, debut + secondes, durees, erreurs))
        for i in range(connexions)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    ecoule = time.perf_counter() - debut
    centiles = statistics.quantiles(durees, n=20) if len(durees) > 1 else [0.0] * 19
    return Mesure(len(durees) / ecoule, centiles[9] * 1000, centiles[18] * 1000, len(erreurs))
