"""Fields shared by the forms of companies and profiles: a commune and an occupation, typed or chosen."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from formations.services.parcours import comprendre_metier
from metiers.models import Metier
from territoires.champs import CommuneField

__all__ = ["JOUR", "CommuneField", "MetierField", "SansRequis"]

LONGUEUR = 120
JOUR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


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
