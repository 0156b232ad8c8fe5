"""The form of the apprentice's simulator."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from metiers.choices import Niveau
from stages.services.simulateur import (
    A_PARTIR_DE_250,
    AGE_MAX,
    AGE_MIN,
    DUREES_MOIS,
    MOINS_DE_250,
    Contrat,
    age_au,
)

NIVEAUX = [(n.value, n.label) for n in (Niveau.CAP, Niveau.BAC, Niveau.BAC2, Niveau.BAC3, Niveau.BAC5)]
PREMIER_DEBUT = date(2024, 11, 1)
"""First start that the bundled rules can answer (the oldest SMIC among them)."""
AVANCE = timedelta(days=730)


class SimulateurForm(forms.Form):
    """Who, when, what and where. Nothing of it is stored."""

    naissance = forms.DateField(
        label="Date de naissance",
        help_text="Le salaire dépend de l'âge. Cette date n'est ni gardée ni transmise.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez une date de naissance.", "invalid": "Cette date n'existe pas."},
    )
    debut = forms.DateField(
        label="Début du contrat",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez le début du contrat.", "invalid": "Cette date n'existe pas."},
    )
    duree_mois = forms.TypedChoiceField(
        label="Durée", coerce=int, choices=[(mois, f"{mois} mois") for mois in DUREES_MOIS], initial=24
    )
    niveau = forms.TypedChoiceField(label="Diplôme préparé", coerce=int, choices=NIVEAUX)
    licence_pro = forms.BooleanField(label="C'est une licence professionnelle en un an", required=False)
    effectif = forms.ChoiceField(
        label="Taille de l'entreprise",
        choices=[(MOINS_DE_250, "Moins de 250 salariés"), (A_PARTIR_DE_250, "250 salariés et plus")],
        help_text="Elle ne change que l'aide à l'employeur.",
    )
    handicap = forms.BooleanField(label="L'apprenti est reconnu travailleur handicapé", required=False)

    use_required_attribute = False

    def clean_debut(self) -> date:
        debut: date = self.cleaned_data["debut"]
        dernier = timezone.localdate() + AVANCE
        if not PREMIER_DEBUT <= debut <= dernier:
            raise forms.ValidationError(
                f"Choisissez un début entre le {PREMIER_DEBUT:%d/%m/%Y} et le {dernier:%d/%m/%Y}."
            )
        return debut

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        naissance, debut = donnees.get("naissance"), donnees.get("debut")
        if naissance and debut and not AGE_MIN <= age_au(debut, naissance) <= AGE_MAX:
            self.add_error("naissance", f"Au début du contrat, l'apprenti a entre {AGE_MIN} et {AGE_MAX} ans.")
        if donnees.get("licence_pro") and donnees.get("niveau") not in (None, Niveau.BAC3):
            self.add_error("licence_pro", "Une licence professionnelle est un diplôme de niveau bac + 3.")
        return donnees

    def contrat(self) -> Contrat:
        """The contract of a valid form."""
        return Contrat(**self.cleaned_data)
