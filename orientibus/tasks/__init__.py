"""Background work of the buses, one module for each part."""

from orientibus.tasks import calculs, visites

__all__ = ["calculs", "visites"]
