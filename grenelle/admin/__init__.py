from grenelle.admin import contributions, editions, engagements, indicateurs, mesures, plans

__all__ = ["contributions", "editions", "engagements", "indicateurs", "mesures", "plans"]
