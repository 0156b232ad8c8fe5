from stages.admin import attente, conventions, conversations, lecture, regles

__all__ = ["attente", "conventions", "conversations", "lecture", "regles"]
