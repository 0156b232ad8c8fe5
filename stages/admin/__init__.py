from stages.admin import (
    alertes,
    attente,
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
    "attente",
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
