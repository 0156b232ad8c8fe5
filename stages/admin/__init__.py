from stages.admin import attente, lecture, regles

__all__ = ["attente", "lecture", "regles"]
