"""Fields shared by the forms of companies and profiles: a commune and an occupation, typed or chosen."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from formations.services.parcours import comprendre_metier
from metiers.models import Metier
from territoires.models import Commune
from territoires.services.completion import resoudre

PROPOSEES = 5
LONGUEUR = 120
JOUR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


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


class MetierField(forms.CharField):
    """An occupation of the catalogue by its name, or by words that lead to one only."""

    widget = forms.TextInput(
        attrs={
            "data-completion": reverse_lazy("metiers:suggestions"),
            "data-completion-nom": "métier",
            "data-completion-sur-place": "",
        }
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGUEUR, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.nom if isinstance(value, Metier) else value

    def clean(self, value: Any) -> Metier | None:
        texte = super().clean(value)
        if not texte:
            return None
        compris = comprendre_metier(texte)
        if compris is None:
            raise forms.ValidationError("Nous ne connaissons pas ce métier.")
        noms = [compris.metier.nom, *(autre.nom for autre in compris.autres)]
        if compris.autres and texte.casefold() not in (compris.metier.nom.casefold(), compris.metier.slug):
            raise forms.ValidationError(f"Plusieurs métiers répondent. Choisissez par exemple : {', '.join(noms[:3])}.")
        metier = Metier.objects.filter(pk=compris.metier.id).first()
        if metier is None:
            raise forms.ValidationError("Nous ne connaissons pas ce métier.")
        return metier


class SansRequis(forms.Form):
    """The server says what is missing, in French; the browser's own bubbles stay away."""

    use_required_attribute = False

    def reporter(self, champ: str, message: str) -> None:
        """Show a service's refusal beside its field, or above the form."""
        self.add_error(champ if champ in self.fields else None, message)
