from stages.admin import attente, lecture, offres, regles

__all__ = ["attente", "lecture", "offres", "regles"]
