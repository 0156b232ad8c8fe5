from stages.admin import (
    alertes,
    conventions,
    conversations,
    engagements,
    entreprises,
    lecture,
    offres,
    partenaires,
    profils,
    regles,
)

__all__ = [
    "alertes",
    "conventions",
    "conversations",
    "engagements",
    "entreprises",
    "lecture",
    "offres",
    "partenaires",
    "profils",
    "regles",
]
