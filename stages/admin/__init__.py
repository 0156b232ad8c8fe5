from stages.admin import (
    alertes,
    attente,
    conventions,
    conversations,
    engagements,
    entreprises,
    lecture,
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
    "partenaires",
    "profils",
    "regles",
]
