"""The Django project. The Celery application is loaded with it so that tasks find their broker."""

from orientation.celery import application as celery_application

__all__ = ["celery_application"]
