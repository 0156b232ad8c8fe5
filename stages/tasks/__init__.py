from stages.tasks import alertes

__all__ = ["alertes"]
