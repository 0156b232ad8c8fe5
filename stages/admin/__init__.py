from stages.admin import alertes, attente, engagements, entreprises, lecture, partenaires, profils, regles

__all__ = ["alertes", "attente", "engagements", "entreprises", "lecture", "partenaires", "profils", "regles"]
