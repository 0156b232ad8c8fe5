from stages.tasks import alertes, envois

__all__ = ["alertes", "envois"]
