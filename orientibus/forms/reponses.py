"""Answers of an asker: yes or no to a date, why it withdraws, what became of the visit."""

from typing import Any

from django import forms
from django.http import QueryDict

from orientibus.choices import PublicAttendu
from orientibus.models import Atelier, CompteRendu

MAXIMUM = 5000
NOTES = [(5, "5, très utile"), (4, "4"), (3, "3"), (2, "2"), (1, "1, pas utile")]


class ReponseForm(forms.Form):
    """To confirm or to decline what was on the screen."""

    use_required_attribute = False

    sequence = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput)
    reponse = forms.ChoiceField(
        label="Votre réponse",
        choices=[("oui", "Oui, nous accueillerons le bus"), ("non", "Non, cette date ne convient pas")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse."},
    )
    motif = forms.CharField(
        label="Si c'est non, pourquoi ?",
        max_length=300,
        required=False,
        help_text="Pour mieux choisir la date suivante.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def relire(self, sequence: int) -> None:
        """After a refusal, the version that the page now shows."""
        self.data = {**self.data.dict(), "sequence": str(sequence)} if isinstance(self.data, QueryDict) else self.data


class RetraitForm(forms.Form):
    """Why a request is withdrawn, if one wants to say."""

    use_required_attribute = False

    motif = forms.CharField(
        label="Pourquoi ?", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class NonTenueForm(forms.Form):
    """Why the visit did not take place, if one knows."""

    use_required_attribute = False

    motif = forms.CharField(
        label="Savez-vous pourquoi ?", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CompteRenduForm(forms.Form):
    """People met by audience (empty: not known), workshops held, what the asker thinks of it."""

    use_required_attribute = False

    satisfaction = forms.TypedChoiceField(
        label="La visite vous a-t-elle été utile ?",
        choices=[*NOTES, ("", "Sans avis")],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez une note de 1 à 5."},
    )
    remarques = forms.CharField(
        label="Remarques",
        max_length=1500,
        required=False,
        help_text="Sans nom d'élève ni de personne. 1 500 caractères au plus.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tous = list(Atelier.objects.filter(actif=True))
        self.fields["ateliers"] = forms.MultipleChoiceField(
            label="Ateliers tenus",
            choices=[(a.slug, a.nom) for a in self.tous],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choisissez dans la liste."},
        )
        for public in PublicAttendu:
            libelle = "Autres, ou sans distinction" if public is PublicAttendu.TOUS else public.label
            self.fields[f"nombre_{public}"] = forms.IntegerField(
                label=libelle,
                min_value=0,
                max_value=MAXIMUM,
                required=False,
                error_messages={
                    "invalid": "Indiquez un nombre entier.",
                    "min_value": "Au moins 0.",
                    "max_value": f"Au plus {MAXIMUM}.",
                },
            )

        self.order_fields([f"nombre_{public}" for public in PublicAttendu] + ["ateliers", "satisfaction", "remarques"])

    @property
    def nombres(self) -> list[Any]:
        return [self[f"nombre_{public}"] for public in PublicAttendu]

    def clean(self) -> dict[str, Any]:
        donnees: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.frequentations():
            self.add_error(None, "Indiquez combien de personnes sont venues, au moins pour un public.")
        return donnees

    def frequentations(self) -> dict[str, int]:
        """What was told; a field left empty is unknown."""
        lus = {str(p): self.cleaned_data.get(f"nombre_{p}") for p in PublicAttendu}
        return {public: nombre for public, nombre in lus.items() if nombre is not None}

    def tenus(self) -> list[Atelier]:
        coches = set(self.cleaned_data["ateliers"])
        return [a for a in self.tous if a.slug in coches]


def valeurs_du_compte(compte: CompteRendu) -> dict[str, Any]:
    """The initial values of the form when the account exists."""
    valeurs: dict[str, Any] = {"satisfaction": compte.satisfaction, "remarques": compte.remarques}
    valeurs["ateliers"] = [a.slug for a in compte.ateliers.all()]
    return valeurs | {f"nombre_{f.public}": f.nombre for f in compte.frequentations.all()}
