from grenelle.admin import editions, engagements, indicateurs, mesures, plans

__all__ = ["editions", "engagements", "indicateurs", "mesures", "plans"]
