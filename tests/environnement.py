"""Loaded before Django's settings (``-p tests.environnement``): the environment of every test run."""

import os

os.environ["DEBUG"] = "1"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ["EMAIL_URL"] = "memorymail://"
