"""Background work of the buses, one module for each part."""

from orientibus.tasks import calculs, inscriptions

__all__ = ["calculs", "inscriptions"]
