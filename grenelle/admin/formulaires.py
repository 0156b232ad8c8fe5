"""Forms of the admin: they ask the services what is allowed, and say their refusals beside the fields."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from grenelle.services.editions import NUMERO, NUMERO_ATTENDU
from grenelle.services.suivi import faute_de_jalon


class FormulaireJalon(forms.ModelForm):
    """A milestone: done has its day, and comes after what it depends on."""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.errors:
            faute = faute_de_jalon(
                jalon=self.instance,
                etat=donnees.get("etat", self.instance.etat),
                fait_le=donnees.get("fait_le"),
                aujourdhui=timezone.localdate(),
            )
            if faute:
                self.add_error("fait_le" if "fait_le" in self.fields else None, faute)
        return donnees


class FormulaireCible(forms.ModelForm):
    """A number as the document writes it, without the zeros of its column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and isinstance(self.initial.get("valeur"), Decimal):
            self.initial["valeur"] = f"{self.initial['valeur'].normalize():f}"


class FormulaireMesure(forms.ModelForm):
    """A measure: staff may decide another state than the rule's, never without a reason."""

    def clean_numero(self) -> str:
        """The number is part of the page's address."""
        numero = str(self.cleaned_data["numero"])
        if not NUMERO.fullmatch(numero):
            raise forms.ValidationError(NUMERO_ATTENDU)
        return numero

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("etat_decide") and not (donnees.get("etat_decide_raison") or "").strip():
            self.add_error("etat_decide_raison", "Dites pourquoi : cette raison sera montrée au public.")
        return donnees
