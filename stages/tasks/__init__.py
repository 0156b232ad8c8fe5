"""Background work of the exchange, one module for each part."""

from stages.tasks import alertes, candidatures, entreprises, envois

__all__ = ["alertes", "candidatures", "entreprises", "envois"]
"""Scheduled work of the exchange, one file per part."""

from stages.tasks import conventions

__all__ = ["conventions"]
"""Background work of the exchange: each part in its own file, all found by Celery from here."""

from stages.tasks.offres import suivre_les_fins

__all__ = ["suivre_les_fins"]
