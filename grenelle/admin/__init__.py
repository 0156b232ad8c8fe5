from grenelle.admin import (
    contributions,
    editions,
    engagements,
    equipe,
    indicateurs,
    mesures,
    plans,
    releves,
    validation,
)

__all__ = [
    "contributions",
    "editions",
    "engagements",
    "equipe",
    "indicateurs",
    "mesures",
    "plans",
    "releves",
    "validation",
]
