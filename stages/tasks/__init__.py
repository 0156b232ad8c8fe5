"""Background work of the exchange, one module for each part."""

from stages.tasks import alertes, entreprises

__all__ = ["alertes", "entreprises"]
