"""Background work of the buses, one module for each part."""

from orientibus.tasks import calculs, inscriptions, visites

__all__ = ["calculs", "inscriptions", "visites"]
