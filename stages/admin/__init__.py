from stages.admin import attente, engagements, entreprises, lecture, profils, regles

__all__ = ["attente", "engagements", "entreprises", "lecture", "profils", "regles"]
