"""A form field for a commune, as people type it."""

from typing import Any

from django import forms

from territoires.models import Commune
from territoires.services.completion import resoudre

PROPOSEES = 5
LONGUEUR = 120


class CommuneField(forms.CharField):
    """A commune by name, postal code or INSEE code; namesakes are told apart by the error."""

    widget = forms.TextInput(attrs={"data-completion": "/api/v1/communes/"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGUEUR, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.nom} {value.codes[0] if value.codes else ''}".strip() if isinstance(value, Commune) else value

    def clean(self, value: Any) -> Commune | None:
        texte = super().clean(value)
        if not texte:
            return None
        trouvees = resoudre(texte) or resoudre(_sans_code(texte))
        code = next((mot for mot in texte.replace("(", " ").replace(")", " ").split() if mot.isdigit()), "")
        if len(trouvees) > 1 and code:
            trouvees = [c for c in trouvees if code in c.codes or code == c.departement.code] or trouvees
        if len(trouvees) == 1:
            return trouvees[0]
        if not trouvees:
            raise forms.ValidationError("Nous ne connaissons pas cette commune en Pays de la Loire.")
        noms = ", ".join(f"{c.nom} {c.codes[0] if c.codes else c.departement.code}" for c in trouvees[:PROPOSEES])
        raise forms.ValidationError(f"Plusieurs communes répondent. Écrivez par exemple : {noms}.")


def _sans_code(texte: str) -> str:
    """« Saumur 49400 » and « Saumur (49) » are Saumur."""
    return " ".join(mot for mot in texte.split() if not mot.strip("()").isdigit())
