from grenelle.admin import bilans, editions, engagements, indicateurs, mesures, plans

__all__ = ["bilans", "editions", "engagements", "indicateurs", "mesures", "plans"]
