from grenelle.admin import (
    bilans,
    contributions,
    conventions,
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
    "conventions",
    "editions",
    "engagements",
    "equipe",
    "indicateurs",
    "mesures",
    "plans",
    "releves",
    "validation",
]
