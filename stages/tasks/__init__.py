"""Background work of the exchange: each part in its own file, all found by Celery from here."""

from stages.tasks.offres import suivre_les_fins

__all__ = ["suivre_les_fins"]
