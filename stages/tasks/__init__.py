"""Scheduled work of the exchange, one file per part."""

from stages.tasks import conventions

__all__ = ["conventions"]
