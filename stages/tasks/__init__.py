"""Background work of the exchange, one module for each part."""

from stages.tasks import alertes, candidatures, entreprises

__all__ = ["alertes", "candidatures", "entreprises"]
