from stages.admin import attente, lecture, partenaires, regles

__all__ = ["attente", "lecture", "partenaires", "regles"]
