"""Background work of the exchange, one module for each part."""

from stages.tasks import alertes, candidatures, conventions, entreprises, envois, offres

__all__ = ["alertes", "candidatures", "conventions", "entreprises", "envois", "offres"]
