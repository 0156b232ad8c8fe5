"""What the public types for the yearly Grenelle: the services say what is refused."""

from collections.abc import Sequence
from typing import Any

from django import forms

from grenelle.choices import MotifDeSignalement
from grenelle.models import Contribution, Mesure
from grenelle.services.contributions import TEXTE_MAXI, TEXTE_MINI, TITRE_MAXI, TITRE_MINI, relire
from grenelle.services.editions import GrenelleRefuse

SANS_COORDONNEES = "N'écrivez ni nom, ni adresse, ni téléphone : ce que vous écrivez sera lu par tout le monde."


class ContributionForm(forms.Form):
    """A proposal: for a measure or for the whole plan. ``relue``: the words as they would be published."""

    use_required_attribute = False

    mesure = forms.ChoiceField(label="Sur quelle mesure ?", required=False)
    titre = forms.CharField(
        label="Votre proposition, en une phrase",
        max_length=TITRE_MAXI,
        min_length=TITRE_MINI,
        error_messages={
            "required": "Donnez un titre.",
            "min_length": f"Le titre a au moins {TITRE_MINI} caractères.",
            "max_length": f"Le titre tient en {TITRE_MAXI} caractères.",
        },
    )
    texte = forms.CharField(
        label="Expliquez-la",
        max_length=TEXTE_MAXI,
        min_length=TEXTE_MINI,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=SANS_COORDONNEES,
        error_messages={
            "required": "Écrivez votre proposition.",
            "min_length": f"Écrivez au moins {TEXTE_MINI} caractères.",
            "max_length": f"Écrivez {TEXTE_MAXI} caractères au plus.",
        },
    )

    def __init__(self, data: Any = None, *, mesures: Sequence[Mesure], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._mesures = {m.numero: m for m in mesures}
        self.relue: tuple[str, str, bool] = ("", "", False)
        champ = self.fields["mesure"]
        champ.choices = [  # type: ignore[attr-defined]
            ("", "Tout le plan"),
            *((m.numero, f"{m.numero}. {m.titre[:90]}") for m in mesures),
        ]
        champ.error_messages["invalid_choice"] = "Choisissez une mesure de la liste."

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.errors:
            try:
                self.relue = relire(titre=donnees["titre"], texte=donnees["texte"])
            except GrenelleRefuse as refus:
                raise forms.ValidationError(str(refus)) from refus
        return donnees

    @property
    def mesure_choisie(self) -> Mesure | None:
        return self._mesures.get(self.cleaned_data.get("mesure") or "")

    @classmethod
    def valeurs_de(cls, contribution: Contribution) -> dict[str, str]:
        """What was written, to change it."""
        mesure = contribution.mesure.numero if contribution.mesure else ""
        return {"mesure": mesure, "titre": contribution.titre, "texte": contribution.texte}


class CommentaireForm(forms.Form):
    """An answer to a proposal."""

    use_required_attribute = False

    texte = forms.CharField(
        label="Votre commentaire",
        max_length=TEXTE_MAXI,
        min_length=TEXTE_MINI,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=SANS_COORDONNEES,
        error_messages={
            "required": "Écrivez votre commentaire.",
            "min_length": f"Écrivez au moins {TEXTE_MINI} caractères.",
            "max_length": f"Écrivez {TEXTE_MAXI} caractères au plus.",
        },
    )


class SignalementForm(forms.Form):
    """Why a reader reports a contribution."""

    use_required_attribute = False

    motif = forms.ChoiceField(
        label="Qu'est-ce qui ne va pas ?",
        choices=MotifDeSignalement.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une raison.", "invalid_choice": "Choisissez une raison de la liste."},
    )
    precision = forms.CharField(
        label="Précisions",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sans donner d'informations sur vous. 1 000 caractères au plus.",
        error_messages={"max_length": "Au plus 1 000 caractères."},
    )
