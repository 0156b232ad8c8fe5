from stages.admin import attente, engagements, entreprises, lecture, partenaires, profils, regles

__all__ = ["attente", "engagements", "entreprises", "lecture", "partenaires", "profils", "regles"]
