"""To come to a stop that is open to all."""

from django import forms

PERSONNES_MAX = 6


class InscriptionForm(forms.Form):
    """An address and how many come: nothing else is asked."""

    courriel = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="Pour confirmer votre venue et vous prévenir d'un changement. Effacée 30 jours après l'étape.",
    )
    personnes = forms.IntegerField(
        label="Combien serez-vous ?", min_value=1, max_value=PERSONNES_MAX, help_text=f"Jusqu'à {PERSONNES_MAX}."
    )

    def clean_courriel(self) -> str:
        return str(self.cleaned_data["courriel"]).lower()
