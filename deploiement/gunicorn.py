"""gunicorn: one worker per core, loaded before the fork so that the search index is shared memory."""

import multiprocessing
import os
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY", multiprocessing.cpu_count()))
threads = int(os.environ.get("WEB_THREADS", 2))
preload_app = True
timeout = 30
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
accesslog = None
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def when_ready(serveur: Any) -> None:
    """Build the search index once, before the workers are forked; they must not share the master's connections."""
    from django.db import DatabaseError, connections

    from metiers.services.memoire import prechauffer

    try:
        prechauffer()
    except DatabaseError:
        serveur.log.warning("Base injoignable au démarrage : l'index se construira à la première recherche.")
    finally:
        connections.close_all()


def worker_exit(serveur: Any, processus: Any) -> None:
    """Write what this worker still counts before it goes."""
    from metiers.services.frequentation import vider

    vider()
