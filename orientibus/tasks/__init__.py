"""Tasks by subject; Celery finds them here."""

from orientibus.tasks import visites

__all__ = ["visites"]
