"""Background work of the exchange, one module for each part."""

from stages.tasks.entreprises import conserver_entreprises_et_profils

__all__ = ["conserver_entreprises_et_profils"]
from stages.tasks import alertes

__all__ = ["alertes"]
