from grenelle.admin import editions, engagements, equipe, indicateurs, mesures, plans, releves, validation

__all__ = ["editions", "engagements", "equipe", "indicateurs", "mesures", "plans", "releves", "validation"]
