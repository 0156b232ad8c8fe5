"""What is typed on the staff's screen of a measure; the services decide."""

from datetime import date
from typing import Any

from django import forms

from grenelle.choices import EtatEdition, EtatEngagement, EtatJalon, EtatMesure, NatureEffet
from grenelle.models import Axe, EditionGrenelle, Engagement, Jalon, Mesure
from grenelle.services.editions import NUMERO, NUMERO_ATTENDU, NUMERO_MAXI, TITRE_MAXI
from grenelle.services.saisie_mesure import RAISON_MAXI, TEXTE_MAXI


class Jour(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs={"type": "date"} | (attrs or {}), format="%Y-%m-%d")


class FormulaireCommentaire(forms.Form):
    texte = forms.CharField(
        label="Votre commentaire",
        max_length=TEXTE_MAXI,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez un commentaire."},
    )


class FormulaireDeJalon(forms.Form):
    etat = forms.ChoiceField(label="État", choices=EtatJalon.choices)
    fait_le = forms.DateField(label="Fait le", required=False, widget=Jour())
    raison = forms.CharField(label="Pourquoi (gardé dans l'histoire)", max_length=RAISON_MAXI, required=False)

    def __init__(self, jalon: Jalon, data: Any = None) -> None:
        super().__init__(data, prefix=f"jalon-{jalon.pk}", initial={"etat": jalon.etat, "fait_le": jalon.fait_le})


class FormulaireDEngagement(forms.Form):
    etat = forms.ChoiceField(label="État", choices=EtatEngagement.choices)
    raison = forms.CharField(label="Pourquoi (gardé dans l'histoire)", max_length=RAISON_MAXI, required=False)

    def __init__(self, engagement: Engagement, data: Any = None) -> None:
        super().__init__(data, prefix=f"engagement-{engagement.pk}", initial={"etat": engagement.etat})


class FormulaireDeDecision(forms.Form):
    etat = forms.ChoiceField(
        label="État à montrer", required=False, choices=[("", "Celui de la règle"), *EtatMesure.choices]
    )
    raison = forms.CharField(
        label="Pourquoi",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1_000,
        help_text="Cette raison est montrée au public.",
    )

    def __init__(self, mesure: Mesure, data: Any = None) -> None:
        super().__init__(
            data,
            prefix="decision",
            initial={"etat": mesure.etat_decide, "raison": mesure.etat_decide_raison},
        )


class FormulaireDAmendement(forms.Form):
    """What a concluded Grenelle wants of the measure."""

    edition = forms.ModelChoiceField(EditionGrenelle.objects.none(), label="Édition conclue", empty_label=None)
    nature = forms.ChoiceField(
        label="Ce qui change",
        choices=[
            (NatureEffet.AMENDEE.value, "La mesure est amendée"),
            (NatureEffet.CLOSE.value, "La mesure est close"),
        ],
    )
    titre = forms.CharField(label="Nouveau titre, s'il change", max_length=300, required=False)
    raison = forms.CharField(label="Pourquoi", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    le = forms.DateField(label="Prend effet le", widget=Jour())

    def __init__(self, mesure: Mesure, jour: date, data: Any = None) -> None:
        super().__init__(data, prefix="grenelle", initial={"le": jour})
        self.editions = EditionGrenelle.objects.filter(plan=mesure.axe.plan_id, etat=EtatEdition.CONCLUE).exclude(
            effets__mesure=mesure
        )
        champ = self.fields["edition"]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = self.editions


class FormulaireDAjout(forms.Form):
    """The measure that a concluded Grenelle adds to its plan."""

    axe = forms.ModelChoiceField(Axe.objects.none(), label="Axe", empty_label=None)
    numero = forms.RegexField(
        NUMERO,
        label="Numéro",
        max_length=NUMERO_MAXI,
        strip=True,
        help_text="Il entre dans l'adresse de la page.",
        error_messages={"invalid": NUMERO_ATTENDU},
    )
    titre = forms.CharField(label="Titre officiel", max_length=TITRE_MAXI)
    resume = forms.CharField(label="Résumé", max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}))
    raison = forms.CharField(
        label="Pourquoi",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cette raison est montrée au public.",
    )
    le = forms.DateField(label="Prend effet le", widget=Jour())

    def __init__(self, edition: EditionGrenelle, jour: date, data: Any = None) -> None:
        super().__init__(data, prefix="ajout", initial={"le": jour})
        champ = self.fields["axe"]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = Axe.objects.filter(plan=edition.plan_id).order_by("rang")
