"""What every operation of the public API has in common in its OpenAPI description."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_object_type

PROBLEME = "application/problem+json"
SANS_NUL = r"^[^\x00]*$"
"""Form of a typed text: no NUL character, which no database text column can hold."""
ERREURS = {
    "400": "Une valeur n'est pas acceptée.",
    "404": "Rien à cette adresse, ou page au-delà de la dernière.",
    "429": "Trop de requêtes : attendez la durée que dit l'en-tête `Retry-After`.",
}
SCHEMA_PROBLEME = build_object_type(
    description="Une erreur, au format « problem details » (RFC 9457).",
    properties={
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "erreurs": {
            "type": "object",
            "description": "Pour 400 : les raisons, paramètre par paramètre.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    required=["type", "title", "status", "detail"],
)


def reponse_erreur(description: str) -> dict[str, Any]:
    """An error answer, as the schema writes it."""
    return {"description": description, "content": {PROBLEME: {"schema": SCHEMA_PROBLEME}}}


class SchemaCommun(AutoSchema):
    """Adds what every reading may answer: nothing new (304), and the errors, as problem details."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        reponses: dict[str, Any] = super()._get_response_bodies(direction)
        if self.method == "GET":
            reponses.setdefault("304", {"description": "Rien n'a changé depuis la réponse que vous avez déjà."})
        for statut, description in ERREURS.items():
            reponses.setdefault(statut, reponse_erreur(description))
        return dict(sorted(reponses.items()))
