from stages.admin import lecture, regles

__all__ = ["lecture", "regles"]
