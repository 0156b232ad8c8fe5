"""Start and stop a gunicorn with a known number of processes."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextlib.contextmanager
def gunicorn(application: str, *, processus: int, environnement: dict[str, str], reglages: str = "") -> Iterator[int]:
    """Serve ``application`` on a free port, with a file of settings if any; yield the port once it answers."""
    port = _port_libre()
    options = f"--bind 127.0.0.1:{port} --workers {processus} --worker-class sync --threads 1 --preload"
    options += f" --log-level warning {f'--config {reglages}' if reglages else ''}"
    commande = [sys.executable, "-m", "gunicorn", application, *options.split()]
    serveur = subprocess.Popen(commande, env={**os.environ, **environnement})
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if serveur.poll() is not None:
                raise RuntimeError(f"{application} ne démarre pas")
            time.sleep(0.1)
        yield port
    finally:
        serveur.terminate()
        serveur.wait(timeout=30)
