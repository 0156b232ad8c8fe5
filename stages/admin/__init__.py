from stages.admin import alertes, attente, lecture, regles

__all__ = ["alertes", "attente", "lecture", "regles"]
