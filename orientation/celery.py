"""Celery application: broker and result store come from ``REDIS_URL``; without it tasks run in the process."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orientation.settings")

application = Celery("orientation")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks()
