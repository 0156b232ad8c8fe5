"""Loaded before Django's settings (``-p tests.environnement``): the environment of every test run."""

import os

os.environ["DEBUG"] = "1"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["REGISTRE_ENTREPRISES_URL"] = ""  # no test asks the public register
# The suite asks faster than any visitor; the throttle has tests of its own.
os.environ["DEBIT_API_ANONYME"] = os.environ["DEBIT_API_UTILISATEUR"] = "1000000/min"
# Tasks run in the process; .ci/exercer-services.sh sends a real one through Redis.
os.environ["CELERY_TASK_ALWAYS_EAGER"] = "1"
# Each worker has a Redis database of its own: clearing the cache of one test does not empty another's.
if os.environ.get("REDIS_URL"):
    serveur, _, base = os.environ["REDIS_URL"].rpartition("/")
    rang = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{serveur}/{(int(base) + rang) % 16}"
