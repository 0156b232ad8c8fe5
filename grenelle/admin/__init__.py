from grenelle.admin import (
    bilans,
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
    "bilans",
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
